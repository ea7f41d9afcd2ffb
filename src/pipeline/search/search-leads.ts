/** What a question looks for in relations, as a store can look for it before the names in it are known. */
import type { SearchLead } from "../../graph/graph-store.ts";
import type { Query } from "./query.ts";
import { questionUnits } from "./question-units.ts";
import { relationLexicon } from "./relation-lexicon.ts";
import { overlaps } from "./span.ts";

/** The parts of the question. Words of names are among them: the store knows which those are. */
export function searchLeads(query: Query, weights: ReadonlyMap<string, number>): SearchLead[] {
  const ignored = query.past ? [...query.dates, query.past.place] : query.dates;
  const units = questionUnits(query, { names: [], ignored, lexicon: relationLexicon(), weights });
  return units.map((unit) => {
    const readings = unit.form === "relation" ? unit.readings : [];
    const stems = query.words.filter((word) => !word.isStopWord && overlaps(unit, word));
    return {
      types: readings.flatMap(({ type, isFamily }) => (isFamily ? [] : type)),
      families: readings.flatMap(({ type, isFamily }) => (isFamily ? type : [])),
      words: unit.form === "relation" ? [] : stems.map(({ stem }) => stem),
      weight: unit.weight,
    };
  });
}
