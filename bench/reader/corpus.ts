/** What models write, from plain JSON to what no parser reads: each document in each manner. */
import { documents, type ListName, type ReaderDocument } from "./documents.ts";
import {
  CHINESE,
  COMPACT,
  embed,
  ESCAPED,
  PRETTY,
  PYTHON,
  SINGLE_QUOTES,
  surround,
  TRAILING,
  writeArray,
  writeLines,
  writeObject,
  type WrittenText,
} from "./write-document.ts";

/** One document in one manner. */
export interface CorpusText extends WrittenText {
  readonly manner: string;
  readonly document: string;
}

/** Writes a document in one manner. */
export type Manner = (document: ReaderDocument) => WrittenText;

/** What a model thinks before it answers: a draft that must never be read. */
const THOUGHT = `<think>
The user wants JSON. A draft: {"entities": [{"name": "DECOY", "type": "draft"}], "relations": []}
Better: [{"source": "DECOY", "relationship": "is", "destination": "wrong"}] {
</think>
`;

const object: Manner = (document) => writeObject(document, COMPACT);
const pretty: Manner = (document) => writeObject(document, PRETTY);
const fenced: Manner = (document) => surround(pretty(document), "```json\n", "\n```");

/** The manners of the corpus, by name. */
export const manners: Readonly<Record<string, Manner>> = {
  compact: object,
  pretty,
  "unicode escapes": (document) => writeObject(document, ESCAPED),
  fence: fenced,
  "fence and prose": (document) =>
    surround(
      fenced(document),
      "Sure! Here is what I found in {messages} [1]:\n\n",
      "\n\nLet me know if you need {more}.",
    ),
  thought: (document) => surround(object(document), THOUGHT, ""),
  "thought and fence": (document) => surround(fenced(document), THOUGHT, "\n"),
  prose: (document) =>
    surround(
      object(document),
      "I've read it; it's about Ana's \"move\". The answer: ",
      " That's it.",
    ),
  chinese: (document) => writeObject(document, CHINESE),
  "single quotes": (document) => writeObject(document, SINGLE_QUOTES),
  python: (document) => writeObject(document, PYTHON),
  "trailing commas": (document) => writeObject(document, TRAILING),
  "JSON Lines": (document) => writeLines(document, COMPACT),
  array: (document) => writeArray(document, COMPACT),
  "tool call": (document) =>
    embed(object(document), '{"type":"function","function":{"name":"extract","arguments":', "}}"),
};

/** Manners beyond those that the published figures cover. */
export const moreManners: Readonly<Record<string, Manner>> = {
  comments: (document) => writeObject(document, { ...PRETTY, hasComments: true }),
  "wrapped once more": (document) =>
    surround(pretty(document), '{"status": "ok", "result": ', ', "usage": {"tokens": 12}}'),
  "string of JSON": (document) => embed(pretty(document), "", ""),
  "tool call twice escaped": (document) => {
    const call = embed(object(document), '{"name":"extract","arguments":', "}");
    return embed(call, '{"choices":[{"message":{"content":null,"tool_calls":[', "]}}]}");
  },
  "Chinese lines": (document) => writeLines(document, CHINESE),
  "Python array": (document) => surround(writeArray(document, PYTHON), "结果如下：\n", "\n"),
};

/** Not cut everywhere, as items are lost in it: what the reader needs for it is measured. */
export const unescapedQuotes: Manner = (document) => {
  const written = object(document);
  return { ...written, text: written.text.replaceAll('\\"', '"') };
};

/** Every document in each of the manners. */
export function writeCorpus(from: Readonly<Record<string, Manner>> = manners): CorpusText[] {
  return Object.entries(from).flatMap(([manner, write]) =>
    documents.map((document) => ({ manner, document: document.name, ...write(document) })),
  );
}

/** Which list an item belongs to that stands in none. */
export function listOf(item: unknown): ListName | undefined {
  if (typeof item !== "object" || item === null) return undefined;
  if ("relationship" in item) return "relations";
  return "name" in item && "type" in item ? "entities" : undefined;
}
