/** Turns what the arms found and what was read of it into candidates. */
import { greatest } from "../../core/extremes.ts";
import type { StoredPoint, TimeRange } from "../../vector/vector-store.ts";
import type { RankedId } from "./arm-input.ts";
import { askedSpeakers } from "./asked-speakers.ts";
import type { Candidate, GraphScore } from "./candidate.ts";
import { readTurns, searchTextOf, type Surroundings, type TurnText } from "./conversation.ts";
import { linkShares, type NameLinks } from "./link-shares.ts";
import type { NameCandidates } from "./name-candidates.ts";
import type { Query } from "./query.ts";
import type { Span } from "./span.ts";
import { sourcesOf } from "./graph-piece.ts";
import type { FoundRelation } from "./rank-relations.ts";
import type { TermCounts } from "./term-matcher.ts";
import { TextShare } from "./text-share.ts";
import { closeness } from "./time-ranges.ts";

/** A trait that merely holds at a time the query names is of that time, but so are most. */
export const HOLDING_CLOSENESS = 0.3;

/** What the arms found, by id. */
export interface ArmScores {
  readonly dense: ReadonlyMap<string, RankedId>;
  readonly keywords: ReadonlyMap<string, RankedId>;
  readonly graph: ReadonlyMap<string, GraphScore>;
  readonly links: NameLinks;
  /** Names of the query that it is about, even if its text calls them otherwise. */
  readonly aboutNames: ReadonlyMap<string, ReadonlySet<Span>>;
  readonly ranges: readonly TimeRange[];
  /** What each term of the query weighs. */
  readonly weights: ReadonlyMap<string, number>;
  readonly surroundings: Surroundings;
}

/** The query as candidates are held against it. */
export interface Reading {
  readonly query: Query;
  readonly names: NameCandidates;
}

/** The memories and turns that relations stem from, each with the best of them; the relations come best first. */
export function graphScores(relations: readonly FoundRelation[]): Map<string, GraphScore> {
  const sources = new Map<string, GraphScore>();
  for (const [index, found] of relations.entries()) {
    for (const id of sourcesOf(found.relation)) {
      if (!sources.has(id)) sources.set(id, { rank: index + 1, found });
    }
  }
  return sources;
}

/** Makes one candidate of each point, in their order. */
export function assemble(
  points: readonly StoredPoint[],
  scores: ArmScores,
  reading: Reading,
): Candidate[] {
  const { query, names } = reading;
  const texts = new TextShare(query.terms, scores.weights);
  const turns = new Map(
    points.filter(({ kind }) => kind === "turn").map((point) => [point.id, point]),
  );
  const known = knownTerms(points, { scores, texts, query });
  const conversations = readTurns(turns, scores.surroundings, {
    texts,
    known,
    facts: factTerms(points, texts),
  });
  const speakers = points.flatMap(({ turn }) => turn?.name ?? []);
  const asked = askedSpeakers(speakers, { text: query.text, places: names.places });
  const links = linkShares(points, scores.links);
  return points.map((point) => {
    const conversation = conversations.get(point.id) ?? null;
    return {
      point,
      dense: scores.dense.get(point.id) ?? null,
      keywords: scores.keywords.get(point.id) ?? null,
      share: shareOf(point, conversation, { scores, texts, known }),
      conversation,
      speaker: speakerOf(point, query, asked),
      graph: scores.graph.get(point.id) ?? null,
      link: links.get(point.id) ?? 0,
      closeness: closenessOf(point, scores.ranges),
    };
  });
}

interface Knowing {
  readonly scores: ArmScores;
  readonly texts: TextShare;
  readonly query: Query;
}

/**
 * By point, its terms with those that the graph knows it to be about, where there are any. A name counts as said: "Minnie
 * is an editor" is about Ana if that is what they call her. So does what a walk explains and comes by on its way there:
 * "Dora lives in Sintra" says where my manager lives.
 */
function knownTerms(
  points: readonly StoredPoint[],
  { scores, texts, query }: Knowing,
): Map<string, TermCounts> {
  const known = new Map<string, TermCounts>();
  for (const point of points) {
    const names = scores.aboutNames.get(point.id) ?? [];
    const { said = [], factsBefore = [] } = scores.graph.get(point.id)?.found ?? {};
    const places = new Set([...names, ...said]);
    if (places.size === 0) continue;
    const counts = texts.countOf(point.id, searchTextOf(point));
    const facts = factsBefore.map((fact) => texts.countOf(fact, fact));
    known.set(point.id, texts.withFacts(texts.withNames(counts, places, query), facts));
  }
  return known;
}

/** By turn, the terms of the memories that were read from it. */
function factTerms(points: readonly StoredPoint[], texts: TextShare): Map<string, TermCounts[]> {
  const facts = new Map<string, TermCounts[]>();
  for (const { id, kind, text, projection } of points) {
    if (kind === "turn") continue;
    for (const turnId of projection.evidence) {
      const known = facts.get(turnId);
      if (known) known.push(texts.countOf(id, text));
      else facts.set(turnId, [texts.countOf(id, text)]);
    }
  }
  return facts;
}

interface Sharing extends Omit<Knowing, "query"> {
  readonly known: ReadonlyMap<string, TermCounts>;
}

/** As the keyword arm gave it, or as its text says, or with what it is known to be about: the most of them. */
function shareOf(
  point: StoredPoint,
  conversation: TurnText | null,
  { scores, texts, known }: Sharing,
): number {
  const found = scores.keywords.get(point.id)?.score ?? conversation?.share;
  const meant = known.get(point.id);
  if (found !== undefined && !meant) return found;
  const counts = meant ?? texts.countOf(point.id, searchTextOf(point));
  return Math.max(found ?? 0, texts.shareOf([counts], point.kind, 1));
}

/** The name of a turn's speaker, if the query asks for their words, or is in the first person and the user spoke. */
function speakerOf({ turn }: StoredPoint, query: Query, asked: ReadonlySet<string>): string | null {
  if (!turn) return null;
  const { name, role } = turn;
  if (name !== null && asked.has(name)) return name;
  if (role === "user" && query.firstPersons.length > 0) return name ?? role;
  return role === "assistant" && query.secondPersons.length > 0 ? (name ?? role) : null;
}

/** How near a point is to the nearest range: a turn by its time, an event by its start, others by when they begin. */
function closenessOf(point: StoredPoint, ranges: readonly TimeRange[]): number {
  const best = ranges.map((range) => closenessTo(point, range));
  return Math.max(0, greatest(best));
}

function closenessTo({ kind, at, projection }: StoredPoint, range: TimeRange): number {
  if (kind === "turn" || kind === "note") return closeness(at, range);
  const begun = projection.spells.flatMap(({ from }) =>
    from === null ? [] : closeness(from, range),
  );
  if (kind === "event") return Math.max(0, greatest(begun));
  const holds = projection.spells.some(
    ({ from, to }) => (from ?? range.from) <= range.from && (to ?? range.to) >= range.to,
  );
  return Math.max(0, holds ? HOLDING_CLOSENESS : 0, greatest(begun));
}
