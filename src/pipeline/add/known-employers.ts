/** Which names in an episode are known as employers: "Erik left Volvo" ends a job where Volvo is one, and a visit where not. */
import { StoreUnavailableError } from "../../core/errors.ts";
import { entityKey } from "../../core/names.ts";
import type { Stores } from "../stores.ts";
import type { Episode } from "./stated.ts";

/** What is said of leaving, and what may be the name of where: in capitals, or in a script that has none. */
const LEAVING =
  /\b(?:left|(?:moved|relocated) (?:back )?(?:to|from)) (?<latin>\p{Lu}[\p{L}\p{M}\p{N}&.'’-]*(?: \p{Lu}[\p{L}\p{M}\p{N}&.'’-]*){0,5})|离开了?(?<chinese>[\p{Script=Han}A-Za-z\d]{2,12})/gu;

/** Names that are looked up for one episode, and what they may mean: more than people leave in one. */
const MAX_NAMES = 48;
/** Edges of one of them that are looked at: of an employer most are of people who work there. */
const FANOUT = 24;

/**
 * The names, as they are written, behind a word of leaving or moving where somebody was said to work. Asks the graph twice
 * at most, and only where there are such words; a graph that is down knows none.
 */
export async function knownEmployers(
  { scope, at, messages }: Episode,
  { graph }: Stores,
): Promise<string[]> {
  const names = [...new Set(messages.flatMap(({ content }) => namesLeft(content)))];
  if (names.length === 0) return [];
  const { tenant, agentId } = scope;
  const byKey = Map.groupBy(names.slice(0, MAX_NAMES), entityKey);
  try {
    const options = { prefixes: [], limit: MAX_NAMES, agentId };
    const matches = await graph.findByName(tenant, [...byKey.keys()], options);
    const keys = [...new Set(matches.map(({ key }) => key))];
    if (keys.length === 0) return [];
    const visibility = {
      asOf: at,
      isExplicit: false,
      includeClosed: true,
      agentId,
      runId: null,
      kinds: null,
    };
    const around = { hops: 1, visibility, fanout: FANOUT, maxRelations: FANOUT * keys.length };
    const { relations } = await graph.neighbourhood(tenant, keys, around);
    const employers = new Set(
      relations.flatMap(({ type, destination }) => (type === "WORKS_AT" ? destination : [])),
    );
    return matches.flatMap(({ name, key }) => (employers.has(key) ? (byKey.get(name) ?? []) : []));
  } catch (error) {
    if (error instanceof StoreUnavailableError) return [];
    throw error;
  }
}

/** All beginnings of what stands there: where a name ends, nobody knows yet. */
function namesLeft(content: string): string[] {
  return Array.from(content.matchAll(LEAVING)).flatMap(({ groups = {} }) => {
    const { latin, chinese } = groups;
    if (latin !== undefined) {
      const words = latin.split(" ");
      // The sentence may end within: "Erik left Volvo. Then he …".
      return words.map((_, index) =>
        words
          .slice(0, index + 1)
          .join(" ")
          .replace(/[.’'-]+$/u, ""),
      );
    }
    const characters = Array.from(chinese ?? "");
    return characters.slice(1).map((_, index) => characters.slice(0, index + 2).join(""));
  });
}
