/**
 * Answers a question about one name of which only what is over is known: "Who is Anna Bergman?" where all that was told of her
 * is that she was somebody's boss. What holds of others with a name like hers is no answer to it.
 */
import { AGENT_KEY, USER_KEY } from "../../core/speaker.ts";
import { isCjk } from "../../text/language.ts";
import type { StoredPoint } from "../../vector/vector-store.ts";
import { isRelationVisible } from "../relation-visibility.ts";
import { isQuestion } from "./asked-of-memory.ts";
import type { FindInput } from "./find-input.ts";
import type { FoldedCandidate } from "./fold.ts";
import { isWanted } from "./known-at.ts";
import type { Query } from "./query.ts";
import type { FoundRelation } from "./rank-relations.ts";
import type { SeenPoints } from "./read-points.ts";
import { says } from "./says.ts";
import type { Mention } from "./seeds.ts";
import type { RelationTelling } from "./tellings.ts";

/** The only name in a question, exactly as the graph knows it; undefined if it is about the user, the agent or several. */
export function soleName({ text }: Query, mentions: readonly Mention[]): Mention | undefined {
  const [only] = mentions;
  const isSole = mentions.length === 1 && only?.weight === 1 && isQuestion(text);
  return isSole && !isSpeaker(only) ? only : undefined;
}

function isSpeaker({ keys }: Mention): boolean {
  return keys.includes(USER_KEY) || keys.includes(AGENT_KEY);
}

/** What was found, as far as it tells of a name. */
interface Telling {
  readonly points: readonly StoredPoint[];
  readonly relations: readonly FoundRelation[];
}

/** Whether a memory tells of a name: an edge of whoever has it, or by its words. */
export function isToldOf(name: Mention, query: Query, { points, relations }: Telling): boolean {
  const isOfName = tellerOf(name, query, relations);
  return points.some(isOfName);
}

function tellerOf(
  name: Mention,
  { text }: Query,
  relations: readonly FoundRelation[],
): (point: StoredPoint) => boolean {
  const written = text.slice(name.start, name.end).toLowerCase();
  // Without spaces between words a name may be the beginning of a longer one: 李强 of 李强华.
  const isSpaced = !isCjk(written.codePointAt(0) ?? 0);
  const edges = relations.filter((found) => isOf(name, found));
  const ids = new Set(edges.flatMap(({ relation: { memoryIds } }) => memoryIds));
  return ({ id, kind, text: own }) =>
    kind !== "turn" && (ids.has(id) || (isSpaced && says(own.toLowerCase(), written)));
}

function isOf({ keys }: Mention, { relation }: FoundRelation): boolean {
  return keys.includes(relation.source) || keys.includes(relation.destination);
}

/**
 * Of what was read with all that is over, what is shown anyway and what is of a name: before it is ranked, as what is not
 * shown takes no place of what is.
 */
export function withOwnPastAlone(
  seen: SeenPoints,
  name: Mention,
  { query, visibility, request }: FindInput,
): SeenPoints {
  const isOfName = tellerOf(name, query, seen.relations);
  const isKept = (point: StoredPoint): boolean =>
    isWanted(point, visibility, request.filter) || isOfName(point);
  const relations = seen.relations.filter(
    (one) => isRelationVisible(one.relation, visibility) || isOf(name, one),
  );
  const left = request.explain ? seen.points.filter((point) => !isKept(point)) : [];
  const unwanted = left.map((point) => ({ point, by: "validity" as const }));
  const points = seen.points.filter(isKept);
  return { ...seen, points, relations, unwanted: [...seen.unwanted, ...unwanted] };
}

/** What a search shows. */
interface Answer {
  readonly hits: readonly FoldedCandidate[];
  readonly relations: readonly FoundRelation[];
  readonly tellings: ReadonlyMap<string, RelationTelling>;
}

/** What was found with what is over of a name, beside what was found before; undefined if none of it is over. */
export function withOwnPast<Found extends Answer>(
  { found, past }: { readonly found: Answer; readonly past: Found },
  { visibility, request }: FindInput,
): Found | undefined {
  const isAdding = past.hits.some(
    ({ candidate: { point } }) => !isWanted(point, visibility, request.filter),
  );
  const known = new Set(past.relations.map(({ relation: { id } }) => id));
  const others = found.relations.filter(({ relation: { id } }) => !known.has(id));
  const relations = [...past.relations, ...others].slice(0, request.limit);
  const tellings = new Map([...found.tellings, ...past.tellings]);
  return isAdding ? { ...past, relations, tellings } : undefined;
}
