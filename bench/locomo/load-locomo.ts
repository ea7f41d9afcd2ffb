/**
 * Reads a LoCoMo file: conversations in sessions, questions with the turns that are their evidence.
 *
 * Source of the data: Maharana et al., "Evaluating Very Long-Term Conversational Memory of LLM Agents", ACL 2024
 * (snap-research/locomo, CC BY-NC 4.0). The file is read where it lies and never copied.
 */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { sha256 } from "../report.ts";

/** SHA-256 of the file whose results are published in evaluation.md. */
const KNOWN_SHA256 = "2ba19efc8b4340f6e33750bea626723e1571674965226e6f65e91d6a08a3aecb";

/** One message, with what was shared in it described in words. */
export interface LocomoTurn {
  /** As in the data: "D1:3" is the third turn of the first session. */
  readonly id: string;
  readonly speaker: string;
  readonly content: string;
}

/** A fact that a model read from a session. */
export interface LocomoObservation {
  readonly text: string;
  /** Turns of the same session; never empty. */
  readonly turnIds: readonly string[];
}

/** One session of a conversation. */
export interface LocomoSession {
  readonly number: number;
  /** ISO, UTC. */
  readonly date: string;
  readonly turns: readonly LocomoTurn[];
  readonly observations: readonly LocomoObservation[];
}

/** A question with at least one turn as evidence. */
export interface LocomoQuestion {
  readonly text: string;
  /** 1 multi-hop, 2 temporal, 3 open-domain, 4 single-hop. */
  readonly category: number;
  readonly turnIds: readonly string[];
}

/** One conversation. */
export interface LocomoConversation {
  readonly id: string;
  readonly sessions: readonly LocomoSession[];
  readonly questions: readonly LocomoQuestion[];
  /** Questions of category 5: about what was said, asked of whom it does not concern. */
  readonly adversarial: readonly string[];
}

/** A whole file. */
export interface LocomoData {
  readonly sha256: string;
  readonly isKnown: boolean;
  readonly conversations: readonly LocomoConversation[];
  /** Evidence ids that name no turn, questions left without evidence, and observations without a turn. */
  readonly dropped: {
    readonly evidenceIds: number;
    readonly questions: number;
    readonly observations: number;
  };
}

/** The categories that scores are quoted over; 5 is adversarial. */
const CATEGORIES: ReadonlySet<number> = new Set([1, 2, 3, 4]);

const turnSchema = z.object({
  speaker: z.string(),
  dia_id: z.string(),
  text: z.string(),
  blip_caption: z.string().optional(),
});
const observationSchema = z.record(
  z.string(),
  z.array(z.tuple([z.string(), z.union([z.string(), z.array(z.string())])])),
);
const conversationSchema = z.object({
  sample_id: z.string(),
  conversation: z.record(z.string(), z.unknown()),
  observation: z.record(z.string(), observationSchema).optional(),
  qa: z.array(
    z.object({
      question: z.string(),
      category: z.number(),
      evidence: z.array(z.string()).optional(),
    }),
  ),
});

type RawConversation = z.infer<typeof conversationSchema>;

/** Reads and checks a file. Throws if it is not of the expected form. */
export async function loadLocomo(path: string): Promise<LocomoData> {
  const bytes = await readFile(path);
  return { ...parseLocomo(JSON.parse(bytes.toString("utf8"))), ...identify(bytes) };
}

/** Reads parsed JSON. */
export function parseLocomo(json: unknown): Pick<LocomoData, "conversations" | "dropped"> {
  const raw = z.array(conversationSchema).parse(json);
  const parsed = raw.map(readConversation);
  const sum = (pick: (dropped: LocomoData["dropped"]) => number): number =>
    parsed.reduce((total, { dropped }) => total + pick(dropped), 0);
  return {
    conversations: parsed.map(({ conversation }) => conversation),
    dropped: {
      evidenceIds: sum(({ evidenceIds }) => evidenceIds),
      questions: sum(({ questions }) => questions),
      observations: sum(({ observations }) => observations),
    },
  };
}

/** The turn ids in a piece of evidence: "D8:6; D9:17", "D:11:26" and "D30:05" are written in one way. */
export function normalizeEvidence(evidence: string): string[] {
  return Array.from(
    evidence.matchAll(/D:?(\d+):(\d+)/gu),
    ([, session, turn]) => `D${Number(session)}:${Number(turn)}`,
  );
}

/** "1:56 pm on 8 May, 2023" as ISO, taken as UTC. Throws if it is written otherwise. */
export function parseSessionDate(text: string): string {
  const match = /^(\d{1,2}):(\d{2}) (am|pm) on (\d{1,2}) (\p{L}+), (\d{4})$/iu.exec(text.trim());
  const [, hour, minute, half, day, month, year] = match ?? [];
  const midnight = Date.parse(`${day ?? ""} ${month ?? ""} ${year ?? ""} UTC`);
  if (!match || Number.isNaN(midnight)) {
    throw new Error(`Cannot read '${text}' as the date of a session`);
  }
  const hours = (Number(hour) % 12) + (half?.toLowerCase() === "pm" ? 12 : 0);
  return new Date(midnight + (hours * 60 + Number(minute)) * 60_000).toISOString();
}

function identify(bytes: Uint8Array): Pick<LocomoData, "sha256" | "isKnown"> {
  const hash = sha256(bytes);
  return { sha256: hash, isKnown: hash === KNOWN_SHA256 };
}

function readConversation(raw: RawConversation): {
  conversation: LocomoConversation;
  dropped: LocomoData["dropped"];
} {
  const sessions = readSessions(raw);
  const known = new Set(sessions.flatMap(({ session }) => session.turns.map(({ id }) => id)));
  const asked = raw.qa
    .filter(({ category }) => CATEGORIES.has(category))
    .map(({ question, category, evidence = [] }) => {
      const ids = evidence.flatMap(normalizeEvidence);
      return {
        text: question,
        category,
        named: Math.max(ids.length, evidence.length),
        turnIds: [...new Set(ids)].filter((id) => known.has(id)),
        found: ids.filter((id) => known.has(id)).length,
      };
    });
  const questions = asked.filter(({ turnIds }) => turnIds.length > 0);
  return {
    conversation: {
      id: raw.sample_id,
      sessions: sessions.map(({ session }) => session),
      questions: questions.map(({ text, category, turnIds }) => ({ text, category, turnIds })),
      adversarial: raw.qa.flatMap(({ question, category }) => (category === 5 ? question : [])),
    },
    dropped: {
      evidenceIds: asked.reduce((sum, { named, found }) => sum + named - found, 0),
      questions: asked.length - questions.length,
      observations: sessions.reduce(
        (sum, { session, observationCount }) =>
          sum + observationCount - session.observations.length,
        0,
      ),
    },
  };
}

interface ReadSession {
  readonly session: LocomoSession;
  /** How many observations the file has of it. */
  readonly observationCount: number;
}

function readSessions(raw: RawConversation): ReadSession[] {
  const numbers = Object.keys(raw.conversation).flatMap((key) => {
    const match = /^session_(\d+)$/u.exec(key);
    return match ? [Number(match[1])] : [];
  });
  return numbers
    .toSorted((a, b) => a - b)
    .map((number) => {
      const turns = z.array(turnSchema).parse(raw.conversation[`session_${number}`]).map(readTurn);
      const date = z.string().parse(raw.conversation[`session_${number}_date_time`]);
      const told = Object.values(raw.observation?.[`session_${number}_observation`] ?? {}).flat();
      const ids = new Set(turns.map(({ id }) => id));
      const observations = told.map(([text, named]) => ({
        text,
        turnIds: [named]
          .flat()
          .flatMap(normalizeEvidence)
          .filter((id) => ids.has(id)),
      }));
      const session: LocomoSession = {
        number,
        date: parseSessionDate(date),
        turns,
        observations: observations.filter(({ turnIds }) => turnIds.length > 0),
      };
      return { session, observationCount: told.length };
    });
}

function readTurn({
  dia_id: id,
  speaker,
  text,
  blip_caption: caption,
}: z.infer<typeof turnSchema>): LocomoTurn {
  const shared = caption === undefined ? "" : `[shares a photo: ${caption}]`;
  return { id, speaker, content: [text, shared].filter((part) => part !== "").join(" ") };
}
