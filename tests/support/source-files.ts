import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The root of the repository, with a slash at its end. */
export const repositoryRoot: string = fileURLToPath(new URL("../../", import.meta.url));

/** A file of src/ as it stands and without what is only said in comments. */
export interface SourceFile {
  /** Relative to src/, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The lines that hold code: no comments, no blank lines; strings are kept. */
  readonly codeLines: readonly string[];
  /** What the file imports or re-exports from, statically or not, types included. */
  readonly specifiers: readonly string[];
}

/** The three ways to name a module: `import … from "x"` (or export), `import "x"`, `import("x")`. */
const IMPORT =
  /(?:^[ \t]*(?:import|export)\b[^"'`;]*?\bfrom\s*|^[ \t]*import\s*|\bimport\s*\(\s*)["']([^"'\n]+)["']/gm;

/** Comments, and what may look like one inside: strings, templates (one level deep), expressions. */
const TOKEN =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\[\s\S]|\$(?!\{)|\$\{(?:[^{}`]|`[^`]*`|\{[^{}]*\})*\})*`|(?<=[=(,:?&|!;[{}]\s*|return\s+)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//g;

/** Reads every TypeScript file of src/, in the order of their paths. */
export function readSourceFiles(): SourceFile[] {
  const root = `${repositoryRoot}src/`;
  return globSync("**/*.ts", { cwd: root })
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted()
    .map((path) => parseSourceFile(path, readFileSync(`${root}${path}`, "utf8")));
}

/** Splits a file's text into what the house rules look at. */
export function parseSourceFile(path: string, text: string): SourceFile {
  const code = withoutComments(text);
  const codeLines = code.split("\n").filter((line) => line.trim() !== "");
  const specifiers = Array.from(code.matchAll(IMPORT), ([, specifier = ""]) => specifier);
  return { path, text, codeLines, specifiers };
}

/** Blanks comments, and leaves alone what only looks like one inside a string, template or regex. */
function withoutComments(text: string): string {
  return text.replaceAll(TOKEN, (token) =>
    token.startsWith("/*") || token.startsWith("//") ? token.replaceAll(/[^\n]/g, "") : token,
  );
}
