import { existsSync, globSync, readFileSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { JavaNeed } from "./releases.ts";

/** A Java that can run a server. */
export interface Java {
  readonly path: string;
  readonly major: number;
}

/** Where Linux distributions, macOS and SDKMAN put Java. */
const USUAL_HOMES = [
  "/usr/lib/jvm/*",
  "/opt/java/*",
  "/Library/Java/JavaVirtualMachines/*/Contents/Home",
  "/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
  join(homedir(), ".sdkman/candidates/java/*"),
];

/**
 * Finds the installed Java that suits best: one the release is made for, else the oldest later one.
 *
 * A `JAVA_HOME` that suits is taken before all others.
 *
 * @throws {Error} If there is none; the message says what to install.
 */
export function findJava(
  need: JavaNeed,
  environment: Readonly<Record<string, string | undefined>>,
): Java {
  const found = homesOf(environment)
    .map(readHome)
    .filter((java) => java !== undefined && java.major >= need.minMajor)
    .toSorted((a, b) => (a && b ? rank(a, need) - rank(b, need) : 0));
  const own = readHome(environment["JAVA_HOME"] ?? "");
  const [best] = own && own.major >= need.minMajor ? [own] : found;
  if (!best) {
    throw new Error(
      `Neo4j of this release needs Java ${need.minMajor} or later, and there is none: install one, as ` +
        `apt-get install openjdk-${need.minMajor}-jre-headless, or set JAVA_HOME`,
    );
  }
  return best;
}

function rank({ major }: Java, { preferredMajors }: JavaNeed): number {
  const index = preferredMajors.indexOf(major);
  return index === -1 ? preferredMajors.length + major : index;
}

function homesOf(environment: Readonly<Record<string, string | undefined>>): string[] {
  const onPath = (environment["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "java"))
    .filter((path) => existsSync(path))
    // As `/usr/bin/java`, which leads to `…/bin/java` of a home by several links.
    .map((path) => dirname(dirname(realpathSync(path))));
  return [...USUAL_HOMES.flatMap((pattern) => globSync(pattern)), ...onPath];
}

/** Every build of Java says in its `release` which one it is: none has to be started to find out. */
function readHome(home: string): Java | undefined {
  const path = join(home, "bin/java");
  const release = join(home, "release");
  if (home === "" || !existsSync(path) || !existsSync(release)) {
    return undefined;
  }
  const major = /^JAVA_VERSION="(\d+)/m.exec(readFileSync(release, "utf8"))?.[1];
  return major === undefined ? undefined : { path, major: Number(major) };
}
