/** What a block tells beside its results: what their turns say that no memory holds. */
import { runAsync, step, type Steps } from "../../core/awaitable.ts";
import type { Degradation, Hit } from "../../core/hit.ts";
import type { HitKind } from "../../core/records.ts";
import type { Visibility } from "../../core/visibility.ts";
import { contentTerms } from "../../text/tokens.ts";
import type { StoredPoint } from "../../vector/vector-store.ts";
import type { Engine } from "../engine.ts";
import type { SearchRequest } from "../search/request.ts";
import { degradationOf, sideBySide } from "../search/side-by-side.ts";
import type { Watch } from "../search/watch.ts";
import { sessionOf } from "../session.ts";
import type { Rest } from "./unread-rest.ts";

/** What was found to be told beside results. */
export interface BesideResults {
  /** By hit. */
  readonly rests: ReadonlyMap<string, string>;
  readonly degraded: readonly Degradation[];
}

/** Memories with words of the rests that are looked at. */
const MAX_LIKE = 64;
const NOTHING: BesideResults = { rests: new Map(), degraded: [] };
const MEMORY_KINDS: ReadonlySet<HitKind> = new Set(["event", "trait", "note"]);

type Asked = Pick<SearchRequest, "query" | "timeZone" | "scope" | "asOf" | "now">;

/**
 * By hit, what its turns say and nothing was read from. What a memory was read from is left out though that is over: it
 * holds no longer. Where that cannot be looked up nothing is told, and `degraded` says so.
 *
 * @throws The signal's reason, untouched, once it is aborted.
 */
export async function besideResults(
  hits: readonly Hit[],
  { query, timeZone, scope, asOf, now }: Asked,
  { engine, watch }: { readonly engine: Pick<Engine, "stores" | "clock">; readonly watch: Watch },
): Promise<BesideResults> {
  if (hits.every(({ kind }) => kind === "turn")) return NOTHING;
  // A process that only adds needs none of it.
  const { isTold, unreadRests } = await import("./unread-rest.ts");
  const found = unreadRests(hits, { query, timeZone });
  if (found.size === 0) return NOTHING;
  const { vector } = sessionOf(engine.stores);
  const visibility: Visibility = {
    asOf: asOf ?? now ?? engine.clock.now(),
    isExplicit: false,
    includeClosed: true,
    agentId: null,
    runId: null,
    kinds: MEMORY_KINDS,
  };
  const rests = [...found.values()];
  const { like } = await runAsync(
    sideBySide<{ like: readonly StoredPoint[] }>(
      {
        like: function* read(): Steps<readonly StoredPoint[]> {
          const terms = [...new Set(rests.flatMap(({ text }) => contentTerms(text)))];
          const options = { limit: MAX_LIKE, visibility, filter: null };
          const { hits: same } = yield* step(vector.searchKeywords(scope.tenant, terms, options));
          const ids = same.map(({ id }) => id);
          return yield* step(vector.get(scope.tenant, ids, { mayBeKept: true }));
        },
      },
      watch,
    ),
  );
  if (like.status !== "done") {
    const degraded = degradationOf("evidence", like);
    return { rests: new Map(), degraded: degraded ? [degraded] : [] };
  }
  const isUnread = ({ turnId, text }: Rest): boolean => !isTold(text, readFrom(turnId, like.value));
  const kept = [...found].filter(([, rest]) => isUnread(rest));
  return { rests: new Map(kept.map(([id, { text }]) => [id, text])), degraded: [] };
}

function readFrom(turnId: string, memories: readonly StoredPoint[]): string[] {
  return memories.flatMap(({ text, projection: { evidence } }) =>
    evidence.includes(turnId) ? [text] : [],
  );
}
