/** What hints lead to: the questions that operations are going to ask. */
import { slotTimelines, timelineOf } from "../../core/validity/starts.ts";
import { type PrefetchHint, type SearchHint, TENANT_TOMBSTONE } from "../graph-store.ts";
import { exploreQuestion, namesQuestion, type Questions } from "./questions.ts";

/** What an add looks for by the ids of its statements, turns and episode. */
const BY_ID = [
  "evidence.of",
  "evidence.turn",
  "relation",
  "tombstone",
  "supersession.turn",
  "mention.turn",
  "merge.turn",
] as const;

/**
 * Notes the questions of an add.
 *
 * @param canonical - What a key stood for when it was last seen: a guess, as what is wrong is only asked for again.
 */
export function noteHint(
  asked: Questions,
  { ids = [], keys = [], slots = [] }: PrefetchHint,
  canonical: (key: string) => string,
): void {
  for (const kind of BY_ID) asked.addAll(kind, ids);
  if (ids.length > 0) asked.add("tombstone", TENANT_TOMBSTONE);
  for (const kind of ["pair", "entity"] as const) asked.addAll(kind, keys);
  // Where a memory that claims no slot stands.
  for (const of of ids) {
    asked.add(
      "evidence.timeline",
      timelineOf({ of, slot: null, isSingle: false }, canonical).timeline,
    );
  }
  asked.addAll("evidence.timeline", slotTimelines(slots, canonical));
}

/** Notes the questions of a search. */
export function noteSearch(asked: Questions, search: SearchHint): void {
  const { names, hitIds } = search;
  asked.add("names", namesQuestion(names.keys, names.options));
  for (const kind of ["mention.of", "mention.turn", "evidence.memory"] as const) {
    asked.addAll(kind, hitIds);
  }
  asked.add("explore", exploreQuestion(search));
}
