/**
 * Reads a file of MuSiQue passages with the triples that a model extracted from them, and multi-hop questions.
 *
 * Source of the data: Trivedi et al., "MuSiQue: Multihop Questions via Single-hop Question Composition", TACL 2022 (CC BY
 * 4.0); triples by Gutiérrez et al., "HippoRAG", NeurIPS 2024 (MIT). The file is read where it lies and never copied.
 */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { sha256 } from "../report.ts";

/** SHA-256 of the file whose results are published in evaluation.md. */
const KNOWN_SHA256 = "906031ec9b823d294afeb25e6197ce62b015683e8834862de015c9748b277a9a";

/** A relation as it was extracted. */
export interface MusiqueTriple {
  readonly source: string;
  readonly relationship: string;
  readonly destination: string;
}

/** One passage. */
export interface MusiquePassage {
  readonly id: string;
  /** The title, a line break, the text. */
  readonly content: string;
  readonly entities: readonly string[];
  readonly triples: readonly MusiqueTriple[];
}

/** A question with the passages that it takes to answer it. */
export interface MusiqueQuestion {
  readonly text: string;
  /** How many facts it joins: 2 to 4. */
  readonly hopCount: number;
  readonly passageIds: readonly string[];
}

/** A whole file. */
export interface MusiqueData {
  readonly sha256: string;
  readonly isKnown: boolean;
  /** In the order of SHA-256 of their ids, so that the file's order gives nothing away. */
  readonly passages: readonly MusiquePassage[];
  readonly questions: readonly MusiqueQuestion[];
  /** Triples that are not three words or more, one at least in each place, and gold ids that name no passage. */
  readonly dropped: { readonly triples: number; readonly goldIds: number };
}

const fileSchema = z.object({
  passages: z.array(
    z.object({
      id: z.union([z.number(), z.string()]),
      title: z.string(),
      text: z.string(),
      entities: z.array(z.string()),
      triples: z.array(z.array(z.string())),
    }),
  ),
  questions: z.array(
    z.object({
      id: z.string(),
      question: z.string(),
      gold: z.array(z.union([z.number(), z.string()])),
    }),
  ),
});

type RawFile = z.infer<typeof fileSchema>;

/** Reads and checks a file. Throws if it is not of the expected form. */
export async function loadMusique(path: string): Promise<MusiqueData> {
  const bytes = await readFile(path);
  const hash = sha256(bytes);
  const data = parseMusique(JSON.parse(bytes.toString("utf8")));
  return { ...data, sha256: hash, isKnown: hash === KNOWN_SHA256 };
}

/** Reads parsed JSON. */
export function parseMusique(
  json: unknown,
): Pick<MusiqueData, "passages" | "questions" | "dropped"> {
  const raw = fileSchema.parse(json);
  const passages = raw.passages.map(readPassage);
  const known = new Set(passages.map(({ id }) => id));
  const asked = raw.questions.map((question) => readQuestion(question, known));
  const tripleCount = raw.passages.reduce((sum, { triples }) => sum + triples.length, 0);
  const keptCount = passages.reduce((sum, { triples }) => sum + triples.length, 0);
  return {
    passages: passages.toSorted((a, b) => (sha256(a.id) < sha256(b.id) ? -1 : 1)),
    questions: asked.flatMap(({ question }) => (question.passageIds.length > 0 ? question : [])),
    dropped: {
      triples: tripleCount - keptCount,
      goldIds: asked.reduce((sum, { unknownCount }) => sum + unknownCount, 0),
    },
  };
}

function readPassage({
  id,
  title,
  text,
  entities,
  triples,
}: RawFile["passages"][number]): MusiquePassage {
  return {
    id: String(id),
    content: `${title}\n${text}`,
    entities: entities.filter((name) => name.trim() !== ""),
    triples: triples.flatMap(([source = "", relationship = "", destination = "", ...rest]) => {
      const parts = [source, relationship, destination];
      const isWhole = rest.length === 0 && parts.every((part) => part.trim() !== "");
      return isWhole ? [{ source, relationship, destination }] : [];
    }),
  };
}

function readQuestion(
  { id, question: text, gold }: RawFile["questions"][number],
  known: ReadonlySet<string>,
): { readonly question: MusiqueQuestion; readonly unknownCount: number } {
  const ids = [...new Set(gold.map(String))];
  const passageIds = ids.filter((one) => known.has(one));
  // "3hop1__136129_87694_124169" joins three facts.
  const hopCount = Number(/^\d+/u.exec(id)?.[0] ?? passageIds.length);
  return { question: { text, hopCount, passageIds }, unknownCount: ids.length - passageIds.length };
}
