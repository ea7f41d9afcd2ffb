import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { describeServer, isFailure } from "../support/servers/servers.ts";

// Runs always, so that every run says what the suites beside it ran on.
const servers = inject("servers");
const lines = (["qdrant", "neo4j"] as const).map((name) => ({
  line: describeServer(name, servers),
  server: servers[name],
}));

describe("The servers of this run", () => {
  test.each(lines)("$line", ({ server }) => {
    expect(isFailure(server) ? server : undefined).toBeUndefined();
  });

  test("every suite of this folder is left out by describeOn() alone", () => {
    const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".int.test.ts") && path !== "servers.int.test.ts")
      .map((path) => ({ path, text: readFileSync(join(import.meta.dirname, path), "utf8") }));
    const otherwise = files.filter(
      ({ text }) =>
        !/^describeOn\(/m.test(text) ||
        /^(?:describe|test|it)\b/m.test(text) ||
        /\b(?:describe|test|it)\.(?:skip|runIf|todo|only)/.test(text),
    );
    expect(otherwise.map(({ path }) => path)).toEqual([]);
  });
});
