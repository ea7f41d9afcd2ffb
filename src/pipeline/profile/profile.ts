/** What is known of a person: from the cache if nothing was written since, else read anew. */
import { runAsync, runSync, step, type Steps } from "../../core/awaitable.ts";
import type { Engine } from "../engine.ts";
import { expireDue } from "../forget.ts";
import type { Stores } from "../stores.ts";
import type { ProfileCache } from "./profile-cache.ts";
import { checkProfile, type ProfileRequest } from "./profile-options.ts";
import type { Profile } from "./profile-views.ts";
import { readProfile } from "./read-profile.ts";

/** The traits and the timeline of a scope. No model is called and nothing is searched for. */
export async function profile(options: unknown, engine: Engine): Promise<Profile> {
  const request = checkProfile(options);
  request.signal?.throwIfAborted();
  await expireDue(request.scope.tenant, engine);
  const { stores, profiles, clock } = engine;
  const now = clock.now();
  const steps = (): Steps<Profile> => keptProfile(request, { stores, profiles, now });
  const { transactor } = stores;
  const found = transactor ? transactor.snapshot(() => runSync(steps())) : await runAsync(steps());
  // The caller's own: it is kept for others too.
  return structuredClone(found);
}

interface Context {
  readonly stores: Stores;
  readonly profiles: ProfileCache;
  readonly now: number;
}

function* keptProfile(request: ProfileRequest, context: Context): Steps<Profile> {
  const { stores, profiles, now } = context;
  const { scope, signal, ...view } = request;
  const { tenant, agentId, runId } = scope;
  const key = JSON.stringify([tenant, agentId, runId, view]);
  // Before all else: what is read after it is at least as new.
  const version = yield* versionOf(request, stores);
  const kept = version === null ? undefined : profiles.get(key, version, now);
  if (kept) return kept;
  signal?.throwIfAborted();
  const { profile: made, nextChangeAt } = yield* readProfile(request, stores, now);
  const from = request.asOf === null ? now : Number.NEGATIVE_INFINITY;
  if (version !== null) profiles.put(key, { profile: made, version, from, to: nextChangeAt });
  return made;
}

/** What both stores are at; null if one cannot tell. */
function* versionOf(
  { scope: { tenant } }: ProfileRequest,
  { vector, graph }: Stores,
): Steps<string | null> {
  const revision = yield* step(graph.revision(tenant));
  const version = yield* step(vector.version(tenant));
  return version === null ? null : `${revision} ${version}`;
}
