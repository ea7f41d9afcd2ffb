/** Says why a hit is there: as data, and in words. */
import { append } from "../../core/append.ts";
import type { ScoreReason, Why } from "../../core/hit.ts";
import type { Spell } from "../../core/records.ts";
import type { TimeRange } from "../../vector/vector-store.ts";
import type { Candidate, GraphScore } from "./candidate.ts";
import type { FoldedCandidate } from "./fold.ts";
import type { PastIntent } from "./past-intent.ts";
import { toIso } from "./iso-time.ts";

/** What reasons are made from beside the hit itself. */
export interface WhyOptions {
  readonly explain: boolean;
  readonly ranges: readonly TimeRange[];
  readonly past: PastIntent | null;
  /** The spell shown; undefined if there is none. */
  readonly spell: Spell | undefined;
  /** Whether that spell is over at the time asked about. */
  readonly isOver: boolean;
}

/** A date has to be this near to the one in the query to be a reason. */
const MIN_CLOSENESS = 0.5;
/** The least share of the score that makes an arm a reason: what gives less would hardly be missed. */
const MIN_SCORE_SHARE = 0.05;
/** The least share of a window that makes its turn a neighbour of something. */
const MIN_NEIGHBOUR_SHARE = 0.05;

/** The reasons for one hit: how it was found, as far as that counts in its score, then what it shows. */
export function whyOf(hit: FoldedCandidate, options: WhyOptions): Why[] {
  const { candidate, bestTurn, folded } = hit;
  const counting = [...foundBy(candidate, options, countingOf(hit))];
  // Whatever is shown was found somehow, however little that says.
  const reasons: Why[] =
    counting.length > 0 ? counting : [...foundBy(candidate, options, () => true).take(1)];
  if (bestTurn !== null) {
    reasons.push({ by: "evidence", turnIds: [bestTurn], text: "a turn it was read from matches" });
  }
  append(reasons, shownAs(options));
  if (folded.length > 0) {
    const text = `${folded.length} more ${folded.length === 1 ? "says" : "say"} the same`;
    reasons.push({ by: "fold", ids: folded, text });
  }
  if (options.explain) {
    const parts = Object.entries(hit.parts).filter(([, part]) => part !== 0);
    const text = parts.map(([name, part]) => `${name} ${part.toFixed(3)}`).join(" + ");
    reasons.push({ by: "score", parts: Object.fromEntries(parts), arms: armsOf(candidate), text });
  }
  return reasons;
}

function armsOf({ dense, keywords, graph, closeness }: Candidate): ScoreReason["arms"] {
  return {
    ...(keywords ? { keywords: { rank: keywords.rank, score: round(keywords.score) } } : {}),
    ...(dense ? { dense: { rank: dense.rank, score: round(dense.score) } } : {}),
    ...(graph ? { graph: { rank: graph.rank, score: round(graph.found.score) } } : {}),
    ...(closeness > 0 ? { time: { score: round(closeness) } } : {}),
  };
}

/** Whether these parts together make enough of the score to be told. */
type Counts = (...names: readonly string[]) => boolean;

/** What a question about a time adds orders hits, and finds none. */
const ORDERING_PARTS: ReadonlySet<string> = new Set(["past", "slot", "bound", "recency"]);

function countingOf({ parts }: FoldedCandidate): Counts {
  const finding = Object.entries(parts).filter(([name]) => !ORDERING_PARTS.has(name));
  const total = finding.reduce((sum, [, part]) => sum + part, 0);
  return (...names) => {
    const part = names.reduce((sum, name) => sum + (parts[name] ?? 0), 0);
    return part > 0 && part >= MIN_SCORE_SHARE * total;
  };
}

function* foundBy(candidate: Candidate, options: WhyOptions, counts: Counts): Generator<Why> {
  const { dense, keywords, graph, speaker } = candidate;
  if (graph && counts("graph", "link")) yield graphReason(graph);
  if (keywords && counts("text")) {
    const { rank, score } = keywords;
    const text = `${ordinal(rank)} by words, has ${Math.round(score * 100)} % of the query`;
    yield { by: "keywords", rank, score: round(score), text };
  }
  if (dense && counts("dense")) {
    const { rank, score } = dense;
    const text = `${ordinal(rank)} by meaning, cosine ${score.toFixed(2)}`;
    yield { by: "dense", rank, score: round(score), text };
  }
  const [range] = options.ranges;
  if (range && candidate.closeness >= MIN_CLOSENESS) yield dateReason(range);
  yield* neighbourReasons(candidate);
  if (speaker !== null) yield { by: "speaker", name: speaker, text: `said by ${speaker}` };
}

function graphReason({ rank, found }: GraphScore): Why {
  const { seeds, path, score } = found;
  const steps = path.map(({ source, relationship, destination }) =>
    [source, relationship, destination].join(" "),
  );
  const text = `in the graph from ${seeds.join(", ")}: ${steps.join(" → ")}`;
  return { by: "graph", rank, score: round(score), seeds, path, text };
}

/** Only where it owes more to what stands around it than to itself. */
function* neighbourReasons({ conversation, share }: Candidate): Generator<Why> {
  const { bestNeighbour = null, wideShare = 0 } = conversation ?? {};
  if (bestNeighbour === null || wideShare <= Math.max(MIN_NEIGHBOUR_SHARE, share)) return;
  yield { by: "neighbour", of: bestNeighbour, text: "said next to a turn that matches" };
}

function* shownAs({ past, spell, isOver }: WhyOptions): Generator<Why> {
  if (!spell || !isOver) return;
  const validFrom = toIso(spell.from);
  const validTo = toIso(spell.to);
  const from = validFrom === null ? "" : ` from ${validFrom.slice(0, 10)}`;
  const to = validTo === null ? "" : ` until ${validTo.slice(0, 10)}`;
  yield { by: "spell", validFrom, validTo, text: `it held${from}${to}` };
  if (past) {
    const text = `the query asks about the past: “${past.words}”`;
    yield { by: "past", words: past.words, text };
  }
}

function dateReason({ from, to }: TimeRange): Why {
  const [start, end] = [toIso(from), toIso(to)];
  const text = `dated near ${start?.slice(0, 10) ?? "…"} to ${end?.slice(0, 10) ?? "…"}`;
  return { by: "time", from: start, to: end, text };
}

function ordinal(rank: number): string {
  const isTeen = rank % 100 >= 11 && rank % 100 <= 13;
  const suffix = isTeen ? "th" : (["th", "st", "nd", "rd"][rank % 10] ?? "th");
  return `${rank}${suffix}`;
}

/** Four digits are more than any of these scores means. */
function round(score: number): number {
  return Math.round(score * 10_000) / 10_000;
}
