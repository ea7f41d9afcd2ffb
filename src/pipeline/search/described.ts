/** Whom a question only describes, and the graph knows by name: "my sister" is Ana, and what is told of Ana is told of her. */
import { foldChinese } from "../../core/relations/relation-key.ts";
import { canonicalizeRelation } from "../../core/relations/relations.ts";
import type { Relation } from "../../graph/graph-store.ts";
import { analyze } from "../../text/tokens.ts";
import { isRelationVisible } from "../relation-visibility.ts";
import { endsOf } from "./asked-types.ts";
import type { FindInput } from "./find-input.ts";
import type { QueryWord } from "./query.ts";
import type { FoundRelation } from "./rank-relations.ts";
import { relationLexicon } from "./relation-lexicon.ts";
import type { Mention } from "./seeds.ts";
import { overlaps, type Span } from "./span.ts";

/** Somebody whom words of a question mean that are no name of theirs. */
export interface Described extends Mention {
  /** Texts have those words too, so that they weigh what they do. */
  readonly isDescribed: true;
}

/**
 * Those next to a name of the question, or to the user, by a relation between people that the question says. Of what holds
 * only: a former boss is not my boss.
 */
export function describedBy(
  relations: readonly FoundRelation[],
  mentions: readonly Mention[],
  { query, visibility }: Pick<FindInput, "query" | "visibility">,
): Described[] {
  const known = { ...visibility, includeClosed: false };
  const named = new Set(mentions.flatMap(({ keys }) => keys));
  return relations.flatMap(({ relation, path, said }) => {
    const { source, destination, type } = relation;
    const [key, ...more] = [source, destination].filter((one) => !named.has(one));
    const isNext = path.length === 1 && key !== undefined && more.length === 0;
    if (!isNext || !isBetweenPeople(type) || !isRelationVisible(relation, known)) return [];
    const places = said.filter(
      (span) =>
        !mentions.some((mention) => overlaps(mention, span)) &&
        query.words.some((word) => overlaps(word, span) && isWordForPerson(word)),
    );
    return places
      .filter(({ start, end }) => isSoCalled(relation, query.text.slice(start, end)))
      .map((place) => described(place, key));
  });
}

/** "Boyfriend", 姐姐: a noun of the catalog for what one person is to another. "Who knows Ana?" describes nobody. */
export function isWordForPerson({ root, text }: QueryWord): boolean {
  const { english, chinese } = relationLexicon();
  const readings = english.get(root) ?? chinese.get(foldChinese(text)) ?? [];
  return readings.some(({ isNoun, type }) => isNoun && isBetweenPeople(type));
}

function isBetweenPeople(type: string): boolean {
  const ends = endsOf(type);
  return ends?.source === "person" && ends.destination === "person";
}

/** Of several there may be a sister and a brother: whoever is meant was called so. */
function isSoCalled({ type, fact }: Relation, words: string): boolean {
  if (canonicalizeRelation(type).cardinality === "one") return true;
  const said = new Set(analyze(fact));
  return analyze(words).every((term) => said.has(term));
}

function described({ start, end }: Span, key: string): Described {
  return { start, end, keys: [key], weight: 1, isDescribed: true };
}
