import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repositoryRoot } from "../support/source-files.ts";

/** `export { a, type b as c } from "./d.js"`, with or without `type` in front. */
const RE_EXPORT = /export\s+(?:type\s+)?\{([^}]*)\}\s*from\s*"([^"]+)"/g;

/** What the package's exports point to, in src/. */
const ENTRIES = ["index", "reader/reader", "testing/testing"];

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mnemograph-declarations-"));
  emitDeclarations(folder);
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe.each(ENTRIES)("what %s.ts exports", (entry) => {
  let exported: { name: string; path: string }[];

  beforeAll(() => {
    exported = listExports(join(folder, `${entry}.d.ts`));
  });

  test("is listed name by name, each from where it is declared", () => {
    expect(exported.length).toBeGreaterThan(0);
    const rest = readFileSync(join(folder, `${entry}.d.ts`), "utf8").replaceAll(RE_EXPORT, "");
    expect(rest).not.toMatch(/^export\b/m);
  });

  test("has a comment each", () => {
    const missing = exported.filter(({ name, path }) => !isDocumented(path, name));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  test("has a comment at every field and method of an interface", () => {
    expect(exported.flatMap(({ name, path }) => undocumentedMembers(path, name))).toEqual([]);
  });
});

/** Runs tsc; it emits also when a file has type errors, which are `npm run check`'s to report. */
function emitDeclarations(outDir: string): void {
  const tsc = join(repositoryRoot, "node_modules", "typescript", "bin", "tsc");
  const options = ["--emitDeclarationOnly", "--incremental", "false", "--outDir", outDir];
  try {
    const config = join(repositoryRoot, "tsconfig.build.json");
    execFileSync(process.execPath, [tsc, "-p", config, ...options], { stdio: "pipe" });
  } catch (error) {
    if (!existsSync(join(outDir, "index.d.ts"))) {
      throw error;
    }
  }
}

function listExports(path: string): { name: string; path: string }[] {
  return Array.from(readFileSync(path, "utf8").matchAll(RE_EXPORT)).flatMap(
    ([, names = "", specifier = ""]) =>
      names
        .split(",")
        .map((name) => name.trim().replace(/^type\s+/, ""))
        .filter((name) => name !== "")
        .map((name) => ({
          // `a as b` is declared as a.
          name: name.replace(/\s+as\s+.*$/, ""),
          path: join(dirname(path), specifier.replace(/\.[jt]s$/, ".d.ts")),
        })),
  );
}

function isDocumented(path: string, name: string): boolean {
  const text = readFileSync(path, "utf8");
  const declaration = new RegExp(
    String.raw`(\*/\s*)?^export (?:declare )?(?:abstract )?(?:class|interface|function|const|type) ${name}\b`,
    "m",
  );
  return declaration.exec(text)?.[1] !== undefined;
}

function undocumentedMembers(path: string, name: string): string[] {
  const text = readFileSync(path, "utf8");
  const body =
    new RegExp(String.raw`^export interface ${name}\b[^]*?^\}`, "m").exec(text)?.[0] ?? "";
  return Array.from(
    body.matchAll(/(\*\/\n)?^ {4}(?:readonly )?([A-Za-z]\w*)\??[:(<]/gm),
    ([, comment, member]) => (comment === undefined ? [`${name}.${member}`] : []),
  ).flat();
}
