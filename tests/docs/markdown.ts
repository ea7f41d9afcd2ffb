import { globSync, readFileSync } from "node:fs";
import { repositoryRoot } from "../support/source-files.ts";

/** A fenced block of code. */
export interface CodeBlock {
  /** The page, relative to the repository. */
  readonly path: string;
  /** The line of the opening fence, from 1. */
  readonly line: number;
  /** What stands after the fence: `ts`, `sh`, …; empty if nothing does. */
  readonly language: string;
  readonly code: string;
}

/** A link of a page. */
export interface Link {
  readonly path: string;
  readonly line: number;
  readonly target: string;
}

const FENCE = /^(?:```|~~~)(.*)$/;
const INLINE_LINK = /\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g;
const REFERENCE_LINK = /^\s*\[[^\]]+\]:\s+<?(\S+?)>?(?:\s+"[^"]*")?\s*$/;

/** Every page of the repository, in the order of their paths. */
export function listPages(): string[] {
  const isLeftOut = (path: string): boolean => /^(?:node_modules|dist|coverage)\b/.test(path);
  return globSync("**/*.md", { cwd: repositoryRoot, exclude: isLeftOut })
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted();
}

/** The text of a page, by its path in the repository. */
export function readPage(path: string): string {
  return readFileSync(`${repositoryRoot}${path}`, "utf8");
}

/** The fenced blocks of a page, in its order. */
export function codeBlocks(path: string, text: string = readPage(path)): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { readonly line: number; readonly language: string; readonly code: string[] } | null =
    null;
  for (const [index, line] of text.split("\n").entries()) {
    const fence = FENCE.exec(line);
    if (!fence) {
      open?.code.push(line);
    } else if (open) {
      blocks.push({ path, line: open.line, language: open.language, code: open.code.join("\n") });
      open = null;
    } else {
      open = { line: index + 1, language: (fence[1] ?? "").trim(), code: [] };
    }
  }
  if (open) throw new Error(`${path}:${open.line}: the fence is not closed`);
  return blocks;
}

/** The links of a page, those in code left out. */
export function links(path: string, text: string = readPage(path)): Link[] {
  return proseLines(text).flatMap((line, index) => {
    const plain = line.replaceAll(/`[^`]*`/g, "``");
    const found = Array.from(plain.matchAll(INLINE_LINK), ([, target = ""]) => target);
    const reference = REFERENCE_LINK.exec(plain)?.[1];
    return [...found, ...(reference === undefined ? [] : [reference])].map((target) => ({
      path,
      line: index + 1,
      target,
    }));
  });
}

/** What a link to each heading of a page ends in, after the `#`. */
export function anchors(text: string): Set<string> {
  const seen = new Map<string, number>();
  return new Set(
    proseLines(text).flatMap((line) => {
      const heading = /^#{1,6}\s+(.*?)\s*#*\s*$/.exec(line)?.[1];
      if (heading === undefined) return [];
      const slug = slugOf(heading);
      const count = seen.get(slug) ?? 0;
      seen.set(slug, count + 1);
      return [count === 0 ? slug : `${slug}-${count}`];
    }),
  );
}

/** The part of a page below a heading, up to the next of its rank or a higher one; undefined without it. */
export function section(text: string, heading: string): string | undefined {
  const lines = text.split("\n");
  const prose = proseLines(text);
  const start = prose.findIndex((line) => /^#+\s/.test(line) && headingText(line) === heading);
  if (start < 0) return undefined;
  const rank = rankOf(prose[start]);
  const rest = prose.slice(start + 1);
  const length = rest.findIndex((line) => rankOf(line) > 0 && rankOf(line) <= rank);
  return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).join("\n");
}

/** The lines of a page with those of fenced blocks blanked, so that they keep their numbers. */
function proseLines(text: string): string[] {
  let isCode = false;
  return text.split("\n").map((line) => {
    const isFence = FENCE.test(line);
    if (isFence) isCode = !isCode;
    return isCode || isFence ? "" : line;
  });
}

/** As GitHub does: lower case, punctuation out, spaces to hyphens. */
function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, "")
    .replaceAll(" ", "-");
}

function headingText(line: string): string {
  return line
    .replace(/^#+\s+/, "")
    .replaceAll("`", "")
    .trim();
}

function rankOf(line: string | undefined): number {
  return /^(#{1,6})\s/.exec(line ?? "")?.[1]?.length ?? 0;
}
