/** The bounds inside the library, read from its sources: constants, each with its value and the reason above it. */
import { runInNewContext } from "node:vm";

import { readSourceFiles, type SourceFile } from "../../tests/support/source-files.ts";

/** One of them. */
export interface InnerBound {
  /** Its file, relative to src/, and its name: "core/names.ts MAX_NAME_LENGTH". */
  readonly id: string;
  readonly value: number;
  /** The comment above it; null if there is none. */
  readonly why: string | null;
}

/** A constant that is the most of something, with the comment right above it if there is one. */
const MOST =
  /(?:\/\*\*\s(?<why>(?:(?!\*\/)[^])*?)\s?\*\/\n)?(?:export )?const (?<name>MAX_[A-Z0-9_]+)(?:: [^=\n]+)? =\s(?<value>[^;\n]+);/gu;
const CONSTANT = /^(?:export )?const ([A-Z][A-Z0-9_]*)(?:: number)? =\s([^;\n]+);/gmu;
const NAME = /\b[A-Z][A-Z0-9_]{2,}\b/gu;

/**
 * All of them, in the order of their files.
 *
 * A bound is a number of something: characters, entries, milliseconds. So its value is whole. A constant that is called the
 * most of something and has a fraction for a value is a share, a probability or a weight: it shapes a score, and cuts nothing.
 */
export function innerBounds(): readonly InnerBound[] {
  const files = readSourceFiles();
  return files.flatMap((file) =>
    Array.from(file.text.matchAll(MOST), ({ groups }) => ({
      id: `${file.path} ${groups?.["name"] ?? ""}`,
      value: valueOf(groups?.["value"] ?? "", file, files),
      why: groups?.["why"]?.replaceAll(/\s*\n \*[ \n]*/gu, " ").trim() ?? null,
    })).filter(({ value }) => Number.isInteger(value)),
  );
}

/** What an expression of numbers and constants comes to: those of its own file, else the one of that name. */
function valueOf(expression: string, file: SourceFile, files: readonly SourceFile[]): number {
  const plain = expression.replaceAll(NAME, (name) => {
    const found = constantIn(file, name) ?? files.map((one) => constantIn(one, name)).find(Boolean);
    if (found === undefined) throw new Error(`What is ${name} in ${file.path}?`);
    return `(${valueOf(found, file, files)})`;
  });
  return Number(runInNewContext(plain));
}

function constantIn({ text }: SourceFile, name: string): string | undefined {
  return Array.from(text.matchAll(CONSTANT)).find(([, one]) => one === name)?.[2];
}
