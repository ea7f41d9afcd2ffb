/** Writes what was recalled as a block for a prompt, the most useful first, within a budget. Pure. */
import type { Hit, RelationHit } from "../../core/hit.ts";
import { markRecalled } from "../../text/recalled.ts";
import { languageOf } from "../profile/diary.ts";
import { DIARY_WORDS } from "../profile/diary-words.ts";
import { estimateTokens } from "../search/token-budget.ts";
import type { RecalledContext } from "./recalled-context.ts";
import {
  type Line,
  lineOfHit,
  lineOfRelation,
  type LineOptions,
  type Section,
  textOfRelation,
} from "./lines.ts";
import { CONTEXT_WORDS } from "./context-words.ts";

/** What a block depends on. */
export interface BlockOptions extends LineOptions {
  /** Most tokens, marks and headings included. */
  readonly tokenBudget: number;
}

type Block = Pick<
  RecalledContext,
  "text" | "results" | "relations" | "tokenCount" | "omittedCount"
>;

/** Tokens of a text that are worth showing without the rest. */
const MIN_CUT_TOKENS = 40;

/**
 * Takes the hits and then the relations, best first, while they fit. A long text of which a part fits is cut; one that does
 * not fit otherwise is passed over for those behind it. Sections stand in the order of their best line.
 */
export function writeBlock(
  hits: readonly Hit[],
  relations: readonly RelationHit[],
  options: BlockOptions,
): Block {
  const language = languageOf(hits.map(({ memory }) => memory));
  const words = { ...DIARY_WORDS[language], ...CONTEXT_WORDS[language] };
  const headings: Readonly<Record<Section, string>> = {
    holds: words.traits,
    past: words.past,
    happened: words.timeline,
    said: words.said,
  };
  const note = words.note(null);
  const budget = new Budget(options.tokenBudget - estimateTokens(markRecalled(`${note}\n\n`)));
  const taken: { readonly line: Line; readonly hit?: Hit; readonly relation?: RelationHit }[] = [];
  const take = (line: Line, one: { readonly hit?: Hit; readonly relation?: RelationHit }): void => {
    const number = taken.length + 1;
    const isNew = !taken.some(({ line: { section } }) => section === line.section);
    const heading = isNew ? `\n\n${headings[line.section]}` : "";
    const fitting = budget.take(line, { heading, number });
    if (fitting) taken.push({ line: fitting, ...one });
  };
  for (const hit of hits) take(lineOfHit(hit, options), { hit });
  const told = new Set(hits.map(({ memory }) => lettersOf(memory)));
  const others = relations.filter((one) => !told.has(lettersOf(textOfRelation(one, options))));
  for (const relation of others) take(lineOfRelation(relation, options), { relation });
  const omittedCount = hits.length + others.length - taken.length;
  if (taken.length === 0) {
    return { text: "", results: [], relations: [], tokenCount: 0, omittedCount };
  }
  const numbered = taken.map(({ line }, index) => ({ ...line, number: index + 1 }));
  const sections = Array.from(
    Map.groupBy(numbered, ({ section }) => section),
    ([section, lines]) => [headings[section], ...lines.map(writeLine)].join("\n"),
  );
  const text = markRecalled([note, ...sections].join("\n\n"));
  return {
    text,
    results: taken.flatMap(({ hit }) => hit ?? []),
    relations: taken.flatMap(({ relation }) => relation ?? []),
    tokenCount: estimateTokens(text),
    omittedCount,
  };
}

function writeLine({ before, text, after, number }: Line & { readonly number: number }): string {
  return `- [${number}] ${before}${text}${after}`;
}

/** Tokens that are left. */
class Budget {
  #left: number;

  constructor(tokens: number) {
    this.#left = tokens;
  }

  /** The line, cut if only a part of it fits; undefined if none does. */
  take(
    line: Line,
    { heading, number }: { readonly heading: string; readonly number: number },
  ): Line | undefined {
    const sizeOf = (one: Line): number =>
      estimateTokens(`${heading}\n${writeLine({ ...one, number })}`);
    const size = sizeOf(line);
    if (size <= this.#left) {
      this.#left -= size;
      return line;
    }
    const around = sizeOf({ ...line, text: line.cut });
    if (this.#left - around < MIN_CUT_TOKENS) return undefined;
    const text = cutTo(line.text, this.#left - around - 1) + line.cut;
    const cut = { ...line, text };
    this.#left -= sizeOf(cut);
    return cut;
  }
}

/** The beginning of a text that has at most so many tokens, up to the end of a word where there are words. */
function cutTo(text: string, tokens: number): string {
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (estimateTokens(text.slice(0, middle)) <= tokens) low = middle;
    else high = middle - 1;
  }
  return text
    .slice(0, low)
    .replace(/(?<=\s\S{1,40})\s\S*$|[\uD800-\uDBFF]$/u, "")
    .toWellFormed();
}

function lettersOf(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
}
