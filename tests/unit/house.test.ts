import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { importProblem } from "../support/arrows.ts";
import { parseSourceFile, readSourceFiles, repositoryRoot } from "../support/source-files.ts";
import type { SourceFile } from "../support/source-files.ts";

const MAX_CODE_LINES = 300;
const readsEnvironment = /^(?:defaults\.ts|open-stores\.ts|faces\/cli\/.*)$/;
const mayPrint = /^faces\/cli\//;

const files = readSourceFiles();

/** Lists "file:line text" for each line of code that matches. */
function linesWith(
  pattern: RegExp,
  isExempt: (file: SourceFile) => boolean = () => false,
): string[] {
  return files
    .filter((file) => !isExempt(file))
    .flatMap((file) =>
      file.codeLines
        .filter((line) => pattern.test(line))
        .map((line) => `${file.path}: ${line.trim()}`),
    );
}

describe("the house", () => {
  test("src/ is read", () => {
    expect(files.map((file) => file.path)).toContain("core/errors.ts");
    expect(files.find((file) => file.path === "core/errors.ts")?.specifiers).toEqual([
      "./print-value.ts",
    ]);
  });

  test("imports follow the arrows", () => {
    const problems = files.flatMap((file) =>
      file.specifiers.flatMap((specifier) => {
        const problem = importProblem(file.path, specifier);
        return problem === undefined ? [] : [`${file.path} imports ${specifier}: ${problem}`];
      }),
    );
    expect(problems).toEqual([]);
  });

  test("no file imports itself in a circle", () => {
    expect(findCycles(files)).toEqual([]);
  });

  test("there is no default export and no export of everything", () => {
    expect(linesWith(/^\s*export\s+(?:default\b|\*)|\bas default\b/)).toEqual([]);
  });

  test("only the defaults and the command line read the environment", () => {
    const pattern =
      /\bprocess\.env\b|\bprocess\[|\{[^}]*\benv\b[^}]*\}\s*(?:=\s*process|from\s*"node:process")/;
    expect(linesWith(pattern, (file) => readsEnvironment.test(file.path))).toEqual([]);
  });

  test("only the command line prints", () => {
    const pattern = /\bconsole\s*\.|\bprocess\.(?:stdout|stderr)\b/;
    expect(linesWith(pattern, (file) => mayPrint.test(file.path))).toEqual([]);
  });

  test("there is no any, enum, namespace or silenced compiler", () => {
    const pattern =
      /(?::|\bas|<|,|=)\s*any\b(?=\s*(?:[,;)>=|&\]}]|\[\]|$))|^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?(?:enum|namespace)\s+\w/;
    expect(linesWith(pattern)).toEqual([]);
    expect(files.filter((file) => /@ts-(?:ignore|nocheck)/.test(file.text))).toEqual([]);
  });

  test("no list of any length is spread over the arguments of a call that overflows", () => {
    const pattern = /\bMath\.(?:max|min)\([^;]*?\.\.\.|\.(?:push|unshift)\(\s*\.\.\./;
    expect(files.filter(({ text }) => pattern.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test(`files have at most ${MAX_CODE_LINES} lines of code`, () => {
    const long = files.filter((file) => file.codeLines.length > MAX_CODE_LINES);
    expect(long.map((file) => `${file.path}: ${file.codeLines.length}`)).toEqual([]);
  });

  test("files are named in kebab-case, and none is a drawer for everything", () => {
    const odd = files.filter(({ path }) => !/^(?:[a-z0-9]+(?:-[a-z0-9]+)*[/.])+ts$/.test(path));
    expect(odd.map((file) => file.path)).toEqual([]);
    expect(files.filter(({ path }) => /(?:^|\/)(?:utils?|helpers?|misc)\.ts$/.test(path))).toEqual(
      [],
    );
    expect(files.filter(({ path }) => /.\/index\.ts$/.test(path))).toEqual([]);
  });

  test("every silenced rule says why", () => {
    const silenced = files.flatMap(({ path, text }) =>
      Array.from(text.matchAll(/(?:ox|es)lint-disable[^\n]*/g), ([line]) => `${path}: ${line}`),
    );
    expect(silenced.filter((line) => !/ -- \S/.test(line))).toEqual([]);
  });
});

describe("the package", () => {
  test("nothing runs on install, neither ours nor of what is installed with us", () => {
    const manifest = readJson("package.json") as { scripts: Record<string, string> };
    const onInstall = Object.keys(manifest.scripts).filter((name) =>
      /^(?:pre|post)?(?:install|prepare)$|^(?:pre|post)prepare$|^prepublish$/.test(name),
    );
    expect(onInstall).toEqual([]);

    const lock = readJson("package-lock.json") as {
      packages: Record<string, { dev?: boolean; hasInstallScript?: boolean }>;
    };
    const withScript = Object.entries(lock.packages)
      .filter(([, entry]) => entry.hasInstallScript === true && entry.dev !== true)
      .map(([path]) => path);
    expect(withScript).toEqual([]);
  });

  test("the lock file names the optional packages of every platform, or `npm ci` refuses it", () => {
    const { packages } = readJson("package-lock.json") as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const paths = Object.keys(packages);
    const missing = Object.values(packages)
      .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
      .filter((name) => !paths.some((path) => path.endsWith(`node_modules/${name}`)));
    expect(missing).toEqual([]);
  });
});

describe("the scan itself", () => {
  test("parseSourceFile() sees every kind of import and no comment", () => {
    const { specifiers, codeLines } = parseSourceFile(
      "core/example.ts",
      [
        'import { a } from "./a.ts";',
        "import {",
        "  type B, // from './not.ts'",
        '} from "../b.ts";',
        'export { c } from "./c.ts";',
        'import "./d.ts";',
        'const e = await import("./e.ts");',
        "/* import './not.ts' */",
        "const sql = \"select x from 'not' /* kept */\";",
        `const url = \`http://\${host}//x\`; // gone`,
        'const slash = /[/*]"/;',
      ].join("\n"),
    );
    expect(specifiers).toEqual(["./a.ts", "../b.ts", "./c.ts", "./d.ts", "./e.ts"]);
    expect(codeLines).toHaveLength(10);
    expect(codeLines.slice(-3)).toEqual([
      "const sql = \"select x from 'not' /* kept */\";",
      `const url = \`http://\${host}//x\`; `,
      'const slash = /[/*]"/;',
    ]);
  });

  test("findCycles() finds a circle of three", () => {
    const ring = [
      parseSourceFile("core/a.ts", 'import { b } from "./b.ts";'),
      parseSourceFile("core/b.ts", 'import { c } from "./c.ts";'),
      parseSourceFile("core/c.ts", 'import { a } from "./a.ts";'),
      parseSourceFile("core/d.ts", 'import { a } from "./a.ts";'),
    ];
    expect(findCycles(ring)).toEqual(["core/a.ts", "core/b.ts", "core/c.ts"]);
  });
});

/** Lists the files from which following imports leads back to themselves. */
function findCycles(sources: readonly SourceFile[]): string[] {
  const imports = new Map(
    sources.map(({ path, specifiers }) => [
      path,
      specifiers
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => new URL(specifier, `file:///${path}`).pathname.slice(1)),
    ]),
  );
  return sources
    .map(({ path }) => path)
    .filter((start) => {
      const seen = new Set<string>();
      const queue = [...(imports.get(start) ?? [])];
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        if (!seen.has(next)) {
          seen.add(next);
          queue.push(...(imports.get(next) ?? []));
        }
      }
      return seen.has(start);
    });
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(`${repositoryRoot}${path}`, "utf8"));
}
