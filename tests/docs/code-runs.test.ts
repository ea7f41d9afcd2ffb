import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repositoryRoot } from "../support/source-files.ts";
import { codeBlocks, type CodeBlock } from "./markdown.ts";

const run = promisify(execFile);
const PAGES = ["README.md", "docs/usage.md", "docs/models.md", "docs/reader.md", "docs/testing.md"];
const IMPORT = /(\bfrom\s+|\bimport\(\s*)"(mnemograph(?:\/[\w-]+)?)"/g;
/** What a line prints, said behind it or below it. */
const PRINTED = /\/\/ -> ?(.*)$/gm;
/** Stands for what differs from run to run. */
const ANYTHING = "…";
const MODULES = '{ "type": "module" }';

/** The source file of each name that the package is imported by: "mnemograph/testing" and the like. */
const sources: ReadonlyMap<string, string> = readSources();

const blocks = PAGES.flatMap((path) => codeBlocks(path)).filter(
  ({ language }) => language === "ts",
);

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mnemograph-docs-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("every page has code to run", () => {
  for (const path of PAGES) expect(blocks.filter((block) => block.path === path)).not.toEqual([]);
});

describe.concurrent("a block of code runs by itself and prints what it says", () => {
  test.for(blocks)("$path:$line", async (block) => {
    const printed = await runBlock(block);
    const said = expectedLines(block.code);
    if (said.length > 0) expect(printed).toEqual(matching(said, printed));
  });
});

test("every block of code has the right types", async () => {
  const home = join(folder, "types");
  mkdirSync(home);
  writeFileSync(join(home, "package.json"), MODULES);
  for (const block of blocks) writeFileSync(join(home, fileName(block)), block.code);
  writeFileSync(join(home, "tsconfig.json"), JSON.stringify(typeCheckOf(home)));
  const tsc = join(repositoryRoot, "node_modules", "typescript", "bin", "tsc");
  const { stdout } = await run(process.execPath, [tsc, "-p", home], { cwd: home }).catch(outputOf);
  // The sources' own errors are for `npm run check` to report, once.
  const own = stdout
    .split("\n")
    .filter((line) => blocks.some((one) => line.includes(fileName(one))));
  expect(own).toEqual([]);
});

test("expectedLines() takes what stands behind an arrow", () => {
  expect(expectedLines('log(1); // -> 1\n// -> two words\n// not this\nlog(""); // ->')).toEqual([
    "1",
    "two words",
    "",
  ]);
});

test("matching() lets dots stand for anything, and nothing else", () => {
  expect(matching(["a … c", "d"], ["a b c", "e"])).toEqual(["a b c", "d"]);
  expect(matching(["a.c"], ["abc"])).toEqual(["a.c"]);
});

function readSources(): ReadonlyMap<string, string> {
  const text = readFileSync(join(repositoryRoot, "package.json"), "utf8");
  const { exports } = JSON.parse(text) as {
    readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
  };
  return new Map(
    Object.entries(exports).flatMap(([name, target]) => {
      if (typeof target === "string") return [];
      const source = target.default.replace("./dist/", "src/").replace(/\.js$/, ".ts");
      return [[`mnemograph${name.slice(1)}`, join(repositoryRoot, source)]];
    }),
  );
}

function fileName({ path, line }: CodeBlock): string {
  return `${path.replaceAll(/\W/g, "-")}-${line}.ts`;
}

/** Runs a block in a folder of its own, the default file's place included, and gives the lines it prints. */
async function runBlock(block: CodeBlock): Promise<string[]> {
  const home = join(folder, fileName(block).replace(/\.ts$/, ""));
  mkdirSync(home);
  const code = block.code.replaceAll(IMPORT, (whole, before: string, name: string) => {
    const source = sources.get(name);
    return source === undefined ? whole : before + JSON.stringify(pathToFileURL(source).href);
  });
  writeFileSync(join(home, "package.json"), MODULES);
  writeFileSync(join(home, "block.ts"), code);
  const places = { HOME: home, XDG_DATA_HOME: home, LOCALAPPDATA: home, USERPROFILE: home };
  const { stdout } = await run(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", "block.ts"],
    { cwd: home, env: { ...process.env, ...places } },
  );
  return stdout.replace(/\n$/, "").split("\n");
}

function expectedLines(code: string): string[] {
  return Array.from(code.matchAll(PRINTED), ([, text = ""]) => text.trimEnd());
}

/** The expected lines, with those that fit what was printed replaced by it, so that only the others differ. */
function matching(expected: readonly string[], printed: readonly string[]): string[] {
  return expected.map((line, index) => {
    const parts = line.split(ANYTHING).map((part) => RegExp.escape(part));
    const actual = printed[index];
    const isFit = actual !== undefined && new RegExp(`^${parts.join(".*")}$`).test(actual);
    return isFit ? actual : line;
  });
}

function typeCheckOf(home: string): unknown {
  const modules = join(repositoryRoot, "node_modules");
  return {
    compilerOptions: {
      target: "es2024",
      lib: ["es2025"],
      module: "nodenext",
      moduleDetection: "force",
      types: ["node"],
      typeRoots: [join(modules, "@types")],
      paths: Object.fromEntries(Array.from(sources, ([name, source]) => [name, [source]])),
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      noEmit: true,
    },
    files: blocks.map((block) => join(home, fileName(block))),
  };
}

/** What a command that failed had printed. */
function outputOf(error: unknown): { readonly stdout: string } {
  if (error instanceof Error && "stdout" in error) return { stdout: String(error.stdout) };
  throw error;
}
