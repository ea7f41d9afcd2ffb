/** What the reader is compared with: public parsers of cut or damaged JSON, each as it is and with the usual preparation. */
import { disableErrorLogging, parse as parseBestEffort } from "best-effort-json-parser";
import { jsonrepair } from "jsonrepair";
import { Allow, parse as parsePartial } from "partial-json";
import { readItems } from "../../src/reader/reader.ts";
import { listOf } from "./corpus.ts";
import { LIST_NAMES, type ListName } from "./documents.ts";

/** The lists that a parser found. */
export type FoundLists = Readonly<Record<ListName, readonly unknown[]>>;

/** A parser under measurement. It may throw. */
export interface Parser {
  readonly name: string;
  readonly read: (text: string) => FoundLists;
}

// It prints every text it finds odd.
disableErrorLogging();

/** Every parser, ours last. */
export const parsers: readonly Parser[] = [
  forJson("JSON.parse", JSON.parse),
  forJson("JSON.parse + prep", (text) => JSON.parse(prepare(text))),
  forJson("jsonrepair", (text) => JSON.parse(jsonrepair(text))),
  forJson("jsonrepair + prep", (text) => JSON.parse(jsonrepair(prepare(text)))),
  forJson("partial-json", (text) => parsePartial(text, Allow.ALL)),
  forJson("partial-json + prep", (text) => parsePartial(prepare(text), Allow.ALL)),
  forJson("partial-json, no half values + prep", (text) =>
    parsePartial(prepare(text), Allow.ARR | Allow.OBJ),
  ),
  forJson("best-effort-json-parser", parseBestEffort),
  forJson("best-effort-json-parser + prep", (text) => parseBestEffort(prepare(text))),
  {
    name: "mnemograph/reader",
    read: (text) => readItems(text, { keys: LIST_NAMES, keyOf: listOf }).items,
  },
];

/** Thoughts out, the body of a fence, from the first bracket on. */
function prepare(text: string): string {
  const answer = text.replaceAll(/<think>[^]*?(?:<\/think>|$)/g, "");
  const body = /```\w*\n?([^]*?)(?:```|$)/.exec(answer)?.[1] ?? answer;
  const first = body.search(/[[{]/);
  return first < 0 ? body : body.slice(first);
}

/** A parser of JSON, told where items may stand: in lists, in an array, in the arguments of a call. */
function forJson(name: string, parse: (text: string) => unknown): Parser {
  return { name, read: (text) => listsOf(parse(text), parse) };
}

function listsOf(value: unknown, parse: (text: string) => unknown): FoundLists {
  const lists: Record<ListName, unknown[]> = { entities: [], relations: [] };
  const args = argumentsOf(value);
  if (args !== undefined) return listsOf(parse(args), parse);
  for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
    const list = listOf(item);
    if (list) lists[list].push(item);
  }
  if (typeof value === "object" && value !== null) {
    const fields = value as Readonly<Record<string, unknown>>;
    for (const name of LIST_NAMES) {
      const items = fields[name];
      if (Array.isArray(items)) lists[name].push(...(items as unknown[]));
    }
  }
  return lists;
}

function argumentsOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("function" in value)) return undefined;
  const call = value.function;
  if (typeof call !== "object" || call === null || !("arguments" in call)) return undefined;
  return typeof call.arguments === "string" ? call.arguments : undefined;
}
