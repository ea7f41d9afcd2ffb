/**
 * What a turn says beyond the memories that were read from it: "My daughter was born in May. Her name is Minka." of which
 * only the first sentence was read. The turn itself is folded under that memory, so its line tells the rest. Pure.
 */
import type { Evidence, Hit } from "../../core/hit.ts";
import { splitSentences } from "../../text/sentences.ts";
import { contentTerms } from "../../text/tokens.ts";
import { extractByPatterns } from "../add/patterns/extract-by-patterns.ts";
import { isQuestion } from "../search/asked-of-memory.ts";

/** Hits whose turns are looked at: what ranks behind them rarely answers. */
export const MAX_RESTS = 6;
/** Characters of a hit's rests together: two or three sentences, so that what was read stays what is mainly told. */
const MAX_REST_CHARACTERS = 240;
/** Characters of a turn that are looked at: who goes on for longer has changed the subject. */
const MAX_TURN_CHARACTERS = 4_000;
/** Turns of one hit that are looked at, the last told first: what was told again says the same as a rule. */
const MAX_TURNS = 4;
/** Terms that a clause must add to what was read: "She is lovely!" says nothing that could be asked for. */
const MIN_NEW_TERMS = 2;

/** Where a clause ends inside of a sentence. */
const CLAUSE_END = /(?<=[,;:，；：、—])\s*|\s+(?=(?:and|but|who|which|whose)\s)/iu;
const OPENERS = String.raw`(?:(?:and|but|so|also|now|then|well)\s+)*`;
const PRONOUNS =
  "he|she|it|they|him|her|hers|his|them|their|its|who|which|whose|that|these|those|this";
/** What takes up somebody or something named before: "and her name is …", "It's …", 她…, 叫…. */
const TAKES_UP = new RegExp(
  String.raw`^${OPENERS}(?:(?:${PRONOUNS})\b|(?:called|named)\b)|^(?:而且|而|并且|但是?|所以|也|还)?(?:[他她它牠其这那這]|叫|名叫|名字)`,
  "iu",
);

/** What one turn goes on to say. */
export interface Rest {
  readonly turnId: string;
  /** In its own words. */
  readonly text: string;
}

/** What rests are read with. */
export interface RestOptions {
  /** What is asked: what bears on it is told, whether it takes up what was read or not. */
  readonly query: string;
  /** IANA name. */
  readonly timeZone: string;
}

/**
 * By hit, what a turn of its evidence goes on to say about what was read from it, or says about the question. Each turn is
 * quoted once, by the best hit that rests on it, and not where it is a hit itself. What patterns read is left out, as it may
 * hold no longer.
 */
export function unreadRests(
  hits: readonly Hit[],
  { query, timeZone }: RestOptions,
): ReadonlyMap<string, Rest> {
  const shown = new Set(hits.map(({ id }) => id));
  const asked = new Set(contentTerms(query));
  const quoted = new Set<string>();
  const rests = new Map<string, Rest>();
  for (const { id, kind, memory, evidence } of hits.slice(0, MAX_RESTS)) {
    if (kind === "turn") continue;
    for (const turn of evidence.slice(-MAX_TURNS).toReversed()) {
      const { turnId, text = "" } = turn;
      if (rests.has(id) || shown.has(turnId) || quoted.has(turnId)) continue;
      const told = [...toldBeside(turnId, hits), ...readByPatterns(turn, memory, timeZone)];
      const rest = restOf(text, termsOf(told), asked);
      if (rest === "") continue;
      rests.set(id, { turnId, text: rest });
      quoted.add(turnId);
    }
  }
  return rests;
}

/** Whether most of what a text says is said by others. */
export function isTold(text: string, others: readonly string[]): boolean {
  const terms = new Set(contentTerms(text));
  return 2 * terms.difference(termsOf(others)).size <= terms.size;
}

function termsOf(texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.flatMap((text) => contentTerms(text)));
}

function toldBeside(turnId: string, hits: readonly Hit[]): string[] {
  return hits.flatMap(({ memory, evidence }) =>
    evidence.some((turn) => turn.turnId === turnId) ? [memory] : [],
  );
}

/** What patterns read of a turn; where something else read it, what surely was read by that too: relations. */
function readByPatterns(
  { role, name, text = "", at }: Evidence,
  memory: string,
  timeZone: string,
): string[] {
  const content = text.slice(0, MAX_TURN_CHARACTERS);
  const told = Date.parse(at);
  const messages = [{ index: 0, role, name, content, at: told }];
  const { facts, relations } = extractByPatterns({ messages, at: told, timeZone });
  const texts = facts.map((fact) => fact.text);
  return texts.includes(memory) ? texts : relations.map(({ fact }) => fact);
}

function restOf(text: string, told: ReadonlySet<string>, asked: ReadonlySet<string>): string {
  let rest = "";
  for (const sentence of splitSentences(text)) {
    // What is cut may say something else.
    if (sentence.end > MAX_TURN_CHARACTERS) break;
    if (isQuestion(sentence.text)) continue;
    const longer = `${rest} ${unreadPart(sentence.text, told, asked)}`.trim();
    if (longer.length <= MAX_REST_CHARACTERS) rest = longer;
  }
  return rest;
}

/** A sentence from the first clause on that says something of its own. */
function unreadPart(
  sentence: string,
  told: ReadonlySet<string>,
  asked: ReadonlySet<string>,
): string {
  const clauses = sentence.split(CLAUSE_END);
  const first = clauses.find((clause) => saysMore(clause, told, asked));
  return first === undefined ? "" : sentence.slice(sentence.indexOf(first));
}

function saysMore(clause: string, told: ReadonlySet<string>, asked: ReadonlySet<string>): boolean {
  const terms = new Set(contentTerms(clause));
  const fresh = terms.difference(told);
  if (fresh.size < MIN_NEW_TERMS || 2 * fresh.size <= terms.size) return false;
  return TAKES_UP.test(clause) || !fresh.isDisjointFrom(asked);
}
