import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { BROWSER_VERSION } from "./releases.ts";

/** Pinned, so that what is fetched does not hang on the day it is fetched. */
const COPY_GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";

/** A server's jars are about 150 MB. */
const MAX_FETCH_MS = 300_000;

/** Where jars and servers are kept: the user's cache folder. */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const base = environment["XDG_CACHE_HOME"] ?? "";
  return join(base === "" ? join(homedir(), ".cache") : base, "mnemograph-neo4j");
}

/**
 * The folder with the jars of a version, fetched by Maven if it is not there yet.
 *
 * Several processes may ask at once: each fetches into a folder of its own, and the first to end is taken.
 *
 * @throws {Error} If there is no Maven, or it fails; the message says what to do.
 */
export function fetchJars(version: string, cache: string): string {
  const jars = join(cache, `jars-${version}`);
  if (existsSync(jars)) {
    return jars;
  }
  requireMaven();
  mkdirSync(cache, { recursive: true });
  const scratch = mkdtempSync(join(cache, "fetch-"));
  try {
    process.stderr.write(`Fetching Neo4j ${version}, once, into ${jars}\n`);
    runMaven(version, scratch);
    try {
      renameSync(join(scratch, "jars"), jars);
    } catch (error) {
      if (!existsSync(jars)) {
        throw error;
      }
    }
  } finally {
    // Only the jars are kept, not Maven's own copy of them.
    rmSync(scratch, { recursive: true, force: true });
  }
  return jars;
}

/** @throws {Error} If there is no Maven; the message says what to install. */
export function requireMaven(): void {
  if (spawnSync("mvn", ["--version"], { stdio: "ignore" }).status !== 0) {
    throw new Error(
      "Maven brings the jars of Neo4j, and there is none: install it, as apt-get install maven",
    );
  }
}

function runMaven(version: string, scratch: string): void {
  const { status, error } = spawnSync(
    "mvn",
    [
      "--quiet",
      "--batch-mode",
      `--file=${join(import.meta.dirname, "pom.xml")}`,
      `-Dneo4j.version=${version}`,
      `-Dbrowser.version=${BROWSER_VERSION}`,
      `-Dmaven.repo.local=${join(scratch, "repository")}`,
      "-Dmaven.wagon.http.retryHandler.count=5",
      COPY_GOAL,
      "-DincludeScope=runtime",
      `-DoutputDirectory=${join(scratch, "jars")}`,
    ],
    // Maven's own messages are not what this script answers.
    { stdio: ["ignore", process.stderr, process.stderr], timeout: MAX_FETCH_MS },
  );
  if (status !== 0) {
    const reason = error?.message ?? `mvn ended with ${status ?? "a signal"}`;
    throw new Error(`Cannot fetch Neo4j ${version}: ${reason}`);
  }
}
