import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { CAMPAIGNS } from "../../prove/campaigns.ts";
import { repositoryRoot } from "../support/source-files.ts";
import { codeBlocks, links, listPages, readPage } from "./markdown.ts";

const LAST_LINE_OF_FIRST_CODE = 25;
const readme = readPage("README.md");
const { scripts, files } = JSON.parse(
  readFileSync(join(repositoryRoot, "package.json"), "utf8"),
) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly files: readonly string[];
};

test("README.md shows code of the library first, within its first lines", () => {
  const [first] = codeBlocks("README.md");
  expect(first?.language).toBe("ts");
  expect(first?.code).toContain('from "mnemograph"');
  expect(first?.line).toBeLessThan(LAST_LINE_OF_FIRST_CODE);
});

test("README.md has the two commands for a fresh clone", () => {
  const commands = codeBlocks("README.md")
    .filter(({ language }) => language === "sh")
    .flatMap(({ code }) => code.split("\n"));
  for (const command of ["npm ci && npm run demo", "npm ci && npm test"]) {
    expect(commands.some((line) => line.startsWith(command))).toBe(true);
  }
});

test("every npm script that a page names is there", () => {
  const named = listPages().flatMap((path) =>
    Array.from(
      readPage(path).matchAll(/\bnpm (?:run (?:--silent )?([\w:-]+)|(test)\b)/g),
      ([, script, plain]) => ({ path, name: script ?? plain ?? "" }),
    ),
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter(({ name }) => scripts[name] === undefined)).toEqual([]);
});

test("every page that README.md links to is in the package with it", () => {
  // npm packs a licence whatever the list says.
  const packed = new Set([...files, "LICENSE"]);
  const targets = links("README.md")
    .map(({ target }) => target)
    .filter((target) => !/^(?:#|[a-z]+:)/.test(target));
  expect(targets.length).toBeGreaterThan(10);
  expect(targets.filter((target) => !packed.has(target.split("/")[0] ?? ""))).toEqual([]);
});

test("every benchmark that a page names is there", async () => {
  const known = await listBenchmarks();
  const named = listPages().flatMap((path) =>
    Array.from(readPage(path).matchAll(/npm run bench -- ([\w-]+)/g), ([, name = ""]) => ({
      path,
      name,
    })),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter(({ name }) => !known.includes(name))).toEqual([]);
});

test("every campaign has its promise on a page, and every one that a page names is there", () => {
  const named = listPages().flatMap((path) =>
    Array.from(readPage(path).matchAll(/npm run prove -- ([a-z]+)/g), ([, name = ""]) => name),
  );
  expect(new Set(named)).toEqual(new Set(Object.keys(CAMPAIGNS)));
});

test(".ci/run runs every test, and runs them last", () => {
  const lines = readFileSync(join(repositoryRoot, ".ci/run"), "utf8").trimEnd().split("\n");
  expect(lines.at(-1)).toBe("step npm test");
  expect(scripts["test"]).toBe("vitest run");
});

test("README.md says what works without a model, and that there is no telemetry", () => {
  expect(readme).toMatch(/without a model/i);
  expect(readme).toMatch(/telemetry: none/i);
});

/** The names that `npm run bench` lists when it is given none. */
async function listBenchmarks(): Promise<string[]> {
  const run = promisify(execFile);
  const options = { cwd: repositoryRoot };
  const output = await run(process.execPath, ["bench/index.ts"], options).then(
    ({ stdout, stderr }) => stdout + stderr,
    (error: unknown) => (error instanceof Error && "stderr" in error ? String(error.stderr) : ""),
  );
  return (/<([^>]+)>/.exec(output)?.[1] ?? "").split("|").map((name) => name.trim());
}
