/** Tests that look at the edge of a bound inside the library, and whether they do: with the bound shifted they must fail. */
import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";

import { repositoryRoot } from "../../tests/support/source-files.ts";

/** The longest that the tests of one bound may take, in milliseconds. */
const TIMEOUT_MS = 120_000;

/** The test files that say in a title which bound they look at the edge of, by its id. */
export function edgeTests(ids: readonly string[]): ReadonlyMap<string, string> {
  const files = globSync("tests/{unit,property,contract}/**/*.test.ts", { cwd: repositoryRoot });
  const texts = files.map((path) => [path, readFileSync(repositoryRoot + path, "utf8")] as const);
  const found = ids.flatMap((id) => {
    // A file may have two bounds of which one name begins as the other.
    const named = new RegExp(`["\`]${RegExp.escape(id)}(?![A-Z0-9_])`, "u");
    const [path] = texts.find(([, text]) => named.test(text)) ?? [];
    return path === undefined ? [] : [[id, path] as const];
  });
  return new Map(found);
}

/** Whether the tests of a bound fail where it is one less, and where it is one more, and succeed as it is. */
export async function isAtEdge(id: string, path: string): Promise<boolean> {
  for (const [by, isGood] of [
    ["0", true],
    ["-1", false],
    ["1", false],
  ] as const) {
    if ((await succeeds(id, path, by)) !== isGood) return false;
  }
  return true;
}

async function succeeds(id: string, path: string, by: string): Promise<boolean> {
  const runner = `${repositoryRoot}node_modules/vitest/vitest.mjs`;
  const env = { ...process.env, SHIFTED_BOUND: `${id} ${by}` };
  const options = { cwd: repositoryRoot, env, timeout: TIMEOUT_MS };
  const title = `${RegExp.escape(id)}(?![A-Z0-9_])`;
  const words = [
    runner,
    "run",
    path,
    "-t",
    title,
    "--passWithNoTests=false",
    "--fsModuleCache=false",
  ];
  return new Promise((resolve) => {
    execFile(process.execPath, words, options, (error) => {
      resolve(error === null);
    });
  });
}
