/** What the memories that tell a relation say of its sentence: it may tell of an event, or of something else that has ended. Pure. */
import type { HitKind } from "../../core/records.ts";
import { statementKey } from "../../core/names.ts";
import { sentenceFor } from "../../core/relations/relations.ts";
import { USER_KEY } from "../../core/speaker.ts";
import { holdsAt, isInScope, type Projection, type Visibility } from "../../core/visibility.ts";
import type { Relation } from "../../graph/graph-store.ts";
import { detectLanguage } from "../../text/language.ts";

/** How a relation is to be told. */
export interface RelationTelling {
  /** Whether its sentence is that of an event. */
  readonly isEvent: boolean;
  /**
   * The relation in words of its own, where its sentence says something beside it that has ended: "My colleague Tom lives
   * in Shanghai" of a colleague who moved. Null where the sentence stands.
   */
  readonly ownWords: string | null;
}

/** The part of a memory that is looked at. */
export interface TellingMemory {
  readonly id: string;
  readonly kind: HitKind;
  readonly text: string;
  readonly projection: Projection;
}

type Named = Pick<
  Relation,
  "source" | "sourceName" | "type" | "destination" | "destinationName" | "fact"
>;

/**
 * By relation, how it is to be told; those whose memories say nothing of it are left out. O(relations and memories).
 *
 * @param memories - All that were read, those that are over included.
 */
export function tellingsOf(
  relations: readonly Relation[],
  memories: readonly TellingMemory[],
  visibility: Visibility,
): ReadonlyMap<string, RelationTelling> {
  const seen = memories.filter(({ projection }) => isInScope(projection, visibility));
  const byId = new Map(seen.map((memory) => [memory.id, memory]));
  return new Map(
    relations.flatMap((relation) => {
      const tellers = relation.memoryIds.flatMap((id) => byId.get(id) ?? []);
      return tellers.length === 0 ? [] : [[relation.id, tellingOf(relation, tellers, visibility)]];
    }),
  );
}

function tellingOf(
  relation: Relation,
  tellers: readonly TellingMemory[],
  visibility: Visibility,
): RelationTelling {
  const key = statementKey(relation.fact);
  const isSame = ({ text }: TellingMemory): boolean => statementKey(text) === key;
  const isOver = ({ kind, projection: { spells } }: TellingMemory): boolean =>
    kind === "trait" && !spells.some((spell) => holdsAt(spell, visibility));
  const holds = relation.spells.some((spell) => holdsAt(spell, visibility));
  // A sentence of its own may have been told with the very words that have ended as well.
  const isOutlived =
    holds && (tellers.every(isOver) || tellers.some((one) => isSame(one) && isOver(one)));
  return {
    isEvent: tellers.some((one) => one.kind === "event" && isSame(one)),
    ownWords: isOutlived ? inOwnWords(relation) : null,
  };
}

/** A relation as a sentence made of its type and ends, in the language of what told it; the user is "I". */
export function inOwnWords(relation: Named): string {
  const { source, sourceName, type, destination, destinationName, fact } = relation;
  const language = detectLanguage(fact) === "zh" ? "zh" : "en";
  const nameOf = (key: string, name: string): string => (key === USER_KEY ? "I" : name);
  return sentenceFor(
    type,
    nameOf(source, sourceName),
    nameOf(destination, destinationName),
    language,
  );
}
