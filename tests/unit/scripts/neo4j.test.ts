import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { configurationOf, javaFlags } from "../../../scripts/neo4j/configuration.ts";
import { findJava } from "../../../scripts/neo4j/find-java.ts";
import { cacheFolder } from "../../../scripts/neo4j/jars.ts";
import { javaNeedOf, NEO4J_RELEASES, resolveRelease } from "../../../scripts/neo4j/releases.ts";
import { clearFolder, findServer } from "../../../scripts/neo4j/server.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "neo4j-script-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function makeJava(name: string, version: string): string {
  const home = join(folder, name);
  mkdirSync(join(home, "bin"), { recursive: true });
  writeFileSync(join(home, "bin/java"), "");
  writeFileSync(join(home, "release"), `IMPLEMENTOR="Some"\nJAVA_VERSION="${version}"\n`);
  return home;
}

describe("findJava()", () => {
  test("takes the Java that JAVA_HOME names, if it is recent enough", () => {
    const own = makeJava("own", "99.0.1");
    expect(findJava(javaNeedOf(NEO4J_RELEASES.current), { JAVA_HOME: own })).toEqual({
      path: join(own, "bin/java"),
      major: 99,
    });
  });

  test("never takes one that is too old", () => {
    const old = makeJava("old", "11.0.2");
    const need = { minMajor: 1_000, preferredMajors: [] };
    expect(() => findJava(need, { JAVA_HOME: old, PATH: join(old, "bin") })).toThrow(
      /needs Java 1000 or later.*apt-get install/,
    );
  });

  test("takes one the release is made for before a later one", () => {
    const [later, right] = [makeJava("later", "2003"), makeJava("right", "2002.0.1")];
    const PATH = [later, right].map((home) => join(home, "bin")).join(":");
    const need = { minMajor: 2_000, preferredMajors: [2_001, 2_002] };
    expect(findJava(need, { PATH }).major).toBe(2_002);
    expect(findJava({ minMajor: 2_003, preferredMajors: [2_002] }, { PATH }).major).toBe(2_003);
  });
});

describe("configurationOf()", () => {
  const options = {
    folder: "/f",
    boltPort: 1,
    httpPort: undefined,
    isOptimised: false,
    password: "",
  };

  test.each(Object.values(NEO4J_RELEASES))("listens on loopback alone, release %s", (version) => {
    const lines = configurationOf({ ...options, version, httpPort: 2 }).split("\n");
    const addresses = lines.filter((line) => line.includes("_address="));
    expect(addresses.length).toBeGreaterThan(2);
    expect(addresses.filter((line) => !/=127\.0\.0\.1(:\d+)?$/.test(line))).toEqual([]);
    expect(lines).toContain("dbms.usage_report.enabled=false");
    expect(lines).toContain("client.allow_telemetry=false");
  });

  test("asks for a password only if there is one, and serves HTTP only for Browser", () => {
    const version = NEO4J_RELEASES.lts;
    const plain = configurationOf({ ...options, version });
    expect(plain).toContain("auth_enabled=false\n");
    expect(plain).toContain("server.http.enabled=false\n");
    const full = configurationOf({ ...options, version, httpPort: 3, password: "p" });
    expect(full).toContain("auth_enabled=true\n");
    expect(full).toContain("server.http.enabled=true\n");
  });
});

test("javaFlags() has only flags that the Java knows", () => {
  const flag = "--sun-misc-unsafe-memory-access=allow";
  const current = { version: NEO4J_RELEASES.current, isOptimised: false };
  expect(javaFlags(current, 21)).not.toContain(flag);
  expect(javaFlags(current, 25)).toContain(flag);
});

test("javaFlags() keeps a server that is to answer fast from nothing", () => {
  const flags = (isOptimised: boolean) =>
    javaFlags({ version: NEO4J_RELEASES.lts, isOptimised }, 17).join(" ");
  expect(flags(false)).toContain("TieredStopAtLevel");
  expect(flags(true)).not.toContain("Tiered");
});

test("resolveRelease() knows the two releases and any version, and nothing else", () => {
  expect(resolveRelease("lts")).toBe(NEO4J_RELEASES.lts);
  expect(resolveRelease("5.26.1")).toBe("5.26.1");
  for (const word of ["", "latest", "5.26", "../5.26.1", "5.26.1;x"]) {
    expect(() => resolveRelease(word)).toThrow("no release of Neo4j");
  }
});

test("clearFolder() removes a server's files and no others", () => {
  const server = join(folder, "server");
  mkdirSync(join(server, "conf"), { recursive: true });
  writeFileSync(join(server, "conf/neo4j.conf"), "");
  clearFolder(server);
  clearFolder(server);
  mkdirSync(join(folder, "other"));
  expect(() => {
    clearFolder(folder);
  }).toThrow("holds other things than a server");
});

test("findServer() takes no other process for the server, though it has its id", () => {
  const server = { pid: process.pid, version: "5.26.1", uri: "bolt://127.0.0.1:1" };
  writeFileSync(join(folder, "server.json"), JSON.stringify(server));
  expect(findServer(folder)).toBeUndefined();
});

test("cacheFolder() follows XDG_CACHE_HOME", () => {
  expect(cacheFolder({ XDG_CACHE_HOME: "/c" })).toBe("/c/mnemograph-neo4j");
  expect(cacheFolder({ XDG_CACHE_HOME: "" })).toMatch(/\.cache\/mnemograph-neo4j$/);
});
