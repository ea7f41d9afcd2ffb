/** Reads a profile from the stores: outlines of the traits and events, then the few that are shown, then their turns. */
import { step, type Steps } from "../../core/awaitable.ts";
import type { Tenant } from "../../core/scope.ts";
import { USER_KEY } from "../../core/speaker.ts";
import { canonicalizer } from "../../core/validity/canonical.ts";
import { isInScope, type Visibility } from "../../core/visibility.ts";
import { writeInterval } from "../../text/format-date.ts";
import { openTimeZone } from "../../text/time-zone.ts";
import type { StoredPoint } from "../../vector/vector-store.ts";
import { narrowPoint } from "../narrow.ts";
import type { Stores } from "../stores.ts";
import { iso, isoOrNull } from "../views.ts";
import { confirmBeginnings } from "./beginnings.ts";
import { chooseProfile, type Choice, type ChosenChange, cutTimeline } from "./choose.ts";
import { languageOf, writeDiary } from "./diary.ts";
import {
  changeEntries,
  type Entry,
  type EntrySources,
  relationEntries,
  type RelationEntry,
  traitEntries,
} from "./entries.ts";
import { readOutliving } from "./read-outliving.ts";
import type { ProfileRequest } from "./profile-options.ts";
import type { Profile, ProfileMemory, ProfilePerson, ProfileRelation } from "./profile-views.ts";

/** Traits and events that are looked at. A tenant with more says so in its profile. */
const MAX_OUTLINED = 100_000;

/** A profile and when it will be another without any write: epoch ms, null for never. */
export interface ReadProfile {
  readonly profile: Profile;
  readonly nextChangeAt: number | null;
}

/** Reads a profile in a fixed number of calls of the stores, whatever the tenant holds. Writes nothing. */
export function* readProfile(
  request: ProfileRequest,
  stores: Stores,
  now: number,
): Steps<ReadProfile> {
  const { scope, timeZone, asOf } = request;
  const { tenant, agentId, userId } = scope;
  const visibility = visibilityOf(request, now);
  const outline = yield* step(stores.vector.outline(tenant, { visibility, limit: MAX_OUTLINED }));
  request.signal?.throwIfAborted();
  const choice = chooseProfile(outline.items, { ...request, visibility });
  const begun = yield* confirm(choice, tenant, stores);
  const changes = [...choice.changes, ...begun];
  const cut = cutTimeline(changes, request.timelineLimit);
  request.signal?.throwIfAborted();
  const outliving = yield* readOutliving(outline.items, { request, visibility, stores });
  const { turnIds } = outliving;
  const chosen = [...choice.traits, ...cut.timeline];
  const sources = yield* readSources({ chosen, turnIds }, request, stores);
  const [self] = yield* step(stores.graph.getEntities(tenant, [USER_KEY], agentId));
  const traits = traitEntries(choice.traits, sources);
  const timeline = changeEntries(cut.timeline, sources);
  const relations = relationEntries(outliving.relations, sources);
  const person = personOf(self ? [self.name, ...self.aliases] : [], userId);
  const omitted = {
    traits: choice.omittedTraitCount,
    relations: outliving.omittedCount,
    timeline: cut.omittedCount,
    isPartial: outline.isTruncated || choice.isPartial,
  };
  const language = languageOf([...traits, ...timeline].map(({ point }) => point.text));
  const profile: Profile = {
    person,
    language,
    asOf: isoOrNull(asOf),
    traits: traits.map((one) => ({ ...present(one, timeZone), kind: "trait" })),
    relations: relations.map(presentRelation),
    timeline: timeline.map((one) => ({
      ...present(one, timeZone),
      kind: one.point.kind === "event" ? "event" : "trait",
      change: one.change,
    })),
    omitted,
    text: writeDiary(
      { person, userId, traits, relations, timeline, omitted, asOf, timeZone },
      language,
    ),
  };
  return {
    profile,
    nextChangeAt: asOf === null ? earlier(choice.nextChangeAt, outliving.nextChangeAt) : null,
  };
}

function* confirm(
  { beginnings, endedAt }: Choice,
  tenant: Tenant,
  { graph }: Stores,
): Steps<readonly ChosenChange[]> {
  if (beginnings.length === 0) return [];
  const ids = beginnings.map(({ id }) => id);
  const ledger = yield* step(graph.ledgerOf(tenant, ids));
  const subjects = new Set(ledger.attestations.flatMap(({ slot }) => slot?.subject ?? []));
  const merges = yield* step(graph.mergesOf(tenant, [...subjects]));
  return confirmBeginnings(beginnings, { ledger, canonical: canonicalizer(merges), endedAt });
}

function visibilityOf({ scope, asOf }: ProfileRequest, now: number): Visibility {
  const { agentId, runId } = scope;
  return {
    asOf: asOf ?? now,
    isExplicit: asOf !== null,
    includeClosed: true,
    agentId,
    runId,
    kinds: new Set(["event", "trait"]),
  };
}

function earlier(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

interface ShownIds {
  readonly chosen: readonly { readonly id: string }[];
  /** Turns of the relations that are shown. */
  readonly turnIds: readonly string[];
}

/** The memories that are shown, and the turns of the scope that tell them. */
function* readSources(
  { chosen, turnIds: others }: ShownIds,
  { scope, timeZone }: ProfileRequest,
  { vector }: Stores,
): Steps<EntrySources> {
  const ids = new Set(chosen.map(({ id }) => id));
  const memories = yield* step(vector.get(scope.tenant, [...ids]));
  const turnIds = new Set([
    ...memories.flatMap(({ projection }) => projection.evidence),
    ...others,
  ]);
  const turns = yield* step(vector.get(scope.tenant, [...turnIds]));
  return {
    memories: byId(memories.map((point) => narrowPoint(point, scope.agentId))),
    turns: byId(turns.filter(({ projection }) => isInScope(projection, scope))),
    timeZone,
  };
}

function byId(points: readonly StoredPoint[]): ReadonlyMap<string, StoredPoint> {
  return new Map(points.map((point) => [point.id, point]));
}

/** What the user's entity is called where nobody gave a name. */
const NAMELESS = "user";

/** The names that were said, without the ones that only stand in for them. */
function personOf(names: readonly string[], userId: string | null): ProfilePerson {
  const [name = null, ...aliases] = names.filter((one) => one !== (userId ?? NAMELESS));
  return { name, aliases: aliases.toSorted() };
}

function presentRelation({ relation, fact, spell, turnIds }: RelationEntry): ProfileRelation {
  const { id } = relation;
  const validFrom = spell.from === null ? null : iso(spell.from);
  return { id, fact, validFrom, validTo: isoOrNull(spell.to), turnIds };
}

function present(
  { point, spell, speaker, turnIds, date }: Entry,
  timeZone: string,
): Omit<ProfileMemory, "kind"> {
  const { id, text, attributedTo, projection } = point;
  return {
    id,
    memory: text,
    attributedTo,
    speaker,
    metadata: projection.metadata,
    validFrom: spell.from === null ? null : iso(spell.from),
    validTo: isoOrNull(spell.to),
    turnIds,
    date: date && writeInterval(date, openTimeZone(timeZone)),
    precision: date?.precision ?? null,
    isDateStated: date?.isStated ?? false,
  };
}
