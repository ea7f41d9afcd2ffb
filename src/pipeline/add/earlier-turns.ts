/** What was said just before an add in its conversation: "No, it was Braga" means something only after it. */
import type { StoredPoint } from "../../vector/vector-store.ts";
import type { Stores } from "../stores.ts";
import type { Episode, EpisodeMessage } from "./stated.ts";

/** How far back a conversation goes, in milliseconds: a day. */
const MAX_CONVERSATION_MS = 86_400_000;
/** Most turns that are looked at, the last recorded of the tenant. */
const MAX_LISTED = 60;
/** Most turns of the conversation that are read. */
const MAX_EARLIER = 12;

/**
 * The last turns of the same tenant, agent and run that were said within a day before an episode, in their order. One
 * call, whatever the tenant has.
 */
export async function earlierTurns(
  { id, scope, at, messages }: Episode,
  { vector }: Stores,
): Promise<EpisodeMessage[]> {
  const start = messages.reduce((earliest, message) => Math.min(earliest, message.at), at);
  const { items } = await vector.list(scope.tenant, {
    limit: MAX_LISTED,
    cursor: null,
    filter: null,
    visibility: {
      asOf: start,
      isExplicit: true,
      includeClosed: true,
      agentId: null,
      runId: null,
      kinds: new Set(["turn"]),
    },
  });
  return items
    .filter(({ agentId, turn, at: saidAt }) => {
      const isOwn = turn?.episodeId === id;
      const isSame = !isOwn && agentId === scope.agentId && turn?.runId === scope.runId;
      return isSame && saidAt > start - MAX_CONVERSATION_MS;
    })
    .toSorted(byTelling)
    .slice(-MAX_EARLIER)
    .map(toMessage);
}

function byTelling(a: StoredPoint, b: StoredPoint): number {
  if (a.at !== b.at) return a.at - b.at;
  // What was said at one time stands as it came in.
  if (a.turn?.episodeId !== b.turn?.episodeId) return a.recordedAt - b.recordedAt;
  return (a.turn?.index ?? 0) - (b.turn?.index ?? 0);
}

/** A turn as the message it was. */
export function toMessage({ text, at, turn, metadata }: StoredPoint): EpisodeMessage {
  const { role = "user", name = null, ref = null } = turn ?? {};
  return { role, content: text, name, ref, at, metadata };
}
