/** Takes records out of the ledger, whatever they bore on being derived anew. */
import {
  type Attestation,
  type Mention,
  type Supersession,
} from "../../core/records.ts";
import type { ForgetOutcome, ForgetRequest } from "../graph-store.ts";
import { projectEntities } from "./entity-projection.ts";
import { attestationsAbout } from "./commit-ledger.ts";
import {
  type AttestationRow,
  buryAll,
  eraseRecords,
  eraseText,
  findAttestations,
  findMentions,
  findMerges,
  findRelationRecords,
  findSupersessions,
  keysOf,
  type TenantFile,
} from "./ledger-rows.ts";
import {
  type DerivedLedger,
  deriveConnected,
  projectDifference,
  projectTurns,
} from "./project-ledger.ts";

/** What goes with a request, before anything is written. */
interface Scope {
  readonly memoryIds: ReadonlySet<string>;
  readonly relationIds: ReadonlySet<string>;
  /** Turns that go as a whole. */
  readonly turnIds: ReadonlySet<string>;
  /** Turns of which only the text goes. */
  readonly citedTurnIds: ReadonlySet<string>;
  readonly attestations: readonly Attestation[];
}

/** Erases, leaves tombstones, and projects. Runs inside a transaction. */
export function forgetLedger(tenant: TenantFile, request: ForgetRequest): ForgetOutcome {
  const revision = tenant.file.bumpRevision(tenant.row);
  const scope = scopeOf(tenant, request);
  const before = deriveConnected(tenant, connectedTo(tenant, scope));
  eraseRecords(
    tenant,
    "attestation",
    scope.attestations.map(({ id }) => id),
  );
  const lost = lostStatements(tenant, scope);
  const names = eraseNames(tenant, scope, request, lost);
  eraseSupersessions(tenant, scope, request);
  const textless = eraseTexts(tenant, scope);
  eraseRecords(tenant, "relation", lost.relationIds);

  const remaining = [...before.state.statements.keys()].filter((id) => !lost.all.has(id));
  const after = deriveConnected(tenant, [...remaining, ...names.statements]);
  const forced = withoutStatements(before, textless);
  const { changes, projections } = projectDifference(tenant, forced, after, revision);
  for (const [id, projection] of projectTurns(tenant, scope.citedTurnIds, revision))
    projections.set(id, projection);
  const entityKeys = projectEntities(tenant, names.keys);
  const turns = partitionTurns(tenant, scope);
  bury(tenant, request, lost, turns);
  return {
    revision,
    changes,
    projections,
    dead: new Set(),
    removed: {
      memoryIds: [...lost.memoryIds],
      relationIds: [...lost.relationIds],
      entityKeys,
      attestationCount: scope.attestations.length,
    },
    removedTurnIds: turns.removed,
    redactedTurnIds: turns.redacted,
  };
}

function scopeOf(tenant: TenantFile, request: ForgetRequest): Scope {
  const memoryIds = new Set(request.memoryIds);
  const relationIds = new Set(request.relationIds.flatMap((id) => sameEdge(tenant, id)));
  const ofMemories = findAttestations(tenant, "of_id", memoryIds);
  const turnIds = new Set(request.turnIds);
  const ofEpisodes = findAttestations(tenant, "episode_id", request.episodeIds);
  for (const { attestation } of ofEpisodes) turnIds.add(attestation.turnId);
  const rows: readonly AttestationRow[] = [
    ...ofMemories,
    ...findAttestations(tenant, "memory_id", memoryIds),
    ...findAttestations(tenant, "of_id", relationIds),
    ...findAttestations(tenant, "turn_id", turnIds),
    ...ofEpisodes,
  ];
  const attestations = new Map(rows.map(({ attestation }) => [attestation.id, attestation]));
  const cited = ofMemories.map(({ attestation }) => attestation.turnId);
  return {
    memoryIds,
    relationIds,
    turnIds,
    citedTurnIds: new Set(cited.filter((id) => !turnIds.has(id))),
    attestations: [...attestations.values()],
  };
}

/** All relations that are shown as one edge with this one. */
function sameEdge({ file, row }: TenantFile, id: string): string[] {
  const sql = `SELECT other.id AS id FROM relation AS one JOIN relation AS other
    ON other.tenant = one.tenant AND other.source = one.source AND other.type = one.type AND other.destination = one.destination
    WHERE one.tenant = ? AND one.id = ?`;
  return file.all<{ id: string }>(sql, row, id).map((other) => other.id);
}

function connectedTo(tenant: TenantFile, { attestations, turnIds }: Scope): Set<string> {
  const statements = new Set(attestations.map(({ of }) => of));
  for (const { old, by, byForm } of findSupersessions(tenant, "turn_id", turnIds)) {
    statements.add(old);
    if (byForm !== "turn") statements.add(by);
  }
  return statements;
}

interface Lost {
  readonly memoryIds: ReadonlySet<string>;
  readonly relationIds: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
}

/** Statements that nothing attests any more. A revision alone attests nothing: it goes too. */
function lostStatements(tenant: TenantFile, { attestations, memoryIds, relationIds }: Scope): Lost {
  const touched = new Set([...attestations.map(({ of }) => of), ...memoryIds, ...relationIds]);
  const rows = findAttestations(tenant, "of_id", touched);
  const standing = rows.filter(({ attestation }) => !attestation.isRevision);
  const kept = new Set(standing.map(({ attestation }) => attestation.of));
  const all = touched.difference(kept);
  eraseRecords(
    tenant,
    "attestation",
    rows
      .filter(({ attestation }) => all.has(attestation.of))
      .map(({ attestation }) => attestation.id),
  );
  const relations = new Set(findRelationRecords(tenant, all).map(({ id }) => id));
  return { memoryIds: all.difference(relations), relationIds: relations, all };
}

/** Mentions and aliases that the erased turns and statements brought. */
function eraseNames(
  tenant: TenantFile,
  { turnIds, citedTurnIds, attestations }: Scope,
  request: ForgetRequest,
  lost: Lost,
): { readonly keys: Set<string>; readonly statements: readonly string[] } {
  const gone = new Set(attestations.map(({ of, turnId }) => `${of}|${turnId}`));
  const mentions: Mention[] = [
    ...findMentions(tenant, "turn_id", [...turnIds, ...citedTurnIds]),
    ...findMentions(tenant, "episode_id", request.episodeIds),
    ...findMentions(tenant, "of_id", lost.all),
  ].filter(
    ({ of, turnId, episodeId }) =>
      turnIds.has(turnId) ||
      request.episodeIds.includes(episodeId) ||
      of === null ||
      lost.all.has(of) ||
      gone.has(`${of}|${turnId}`),
  );
  eraseRecords(
    tenant,
    "mention",
    mentions.map(({ id }) => id),
  );
  const keys = new Set(mentions.map(({ key }) => key));
  for (const key of keysOf(attestations)) keys.add(key);
  const merges = findMerges(tenant, keys);
  const left = findMentions(tenant, "key", new Set(merges.flatMap(({ from, into }) => [from, into])));
  const mentioned = new Set(left.map(({ key }) => key));
  const undone = merges.filter(({ from, into, turnId, episodeId, reason }) => {
    // What the caller or the spelling made one stays so, until one of the two is gone with its name.
    if (reason !== "alias") return !mentioned.has(from) || !mentioned.has(into);
    if (request.episodeIds.includes(episodeId)) return true;
    return turnId !== null && (turnIds.has(turnId) || citedTurnIds.has(turnId));
  });
  const members = new Set(
    undone.length > 0 ? merges.flatMap(({ from, into }) => [from, into]) : [],
  );
  eraseRecords(
    tenant,
    "merge",
    undone.map(({ id }) => id),
  );
  const statements = attestationsAbout(tenant, members).map(({ of }) => of);
  return { keys: keys.union(members), statements };
}

/**
 * A turn that ended something takes that with it; so does one whose claim a surviving statement no longer carries. A
 * link through a statement that is gone stays: what it closed ends where the chain leads.
 */
function eraseSupersessions(tenant: TenantFile, { turnIds }: Scope, request: ForgetRequest): void {
  const told: Supersession[] = [
    ...findSupersessions(tenant, "turn_id", turnIds),
    ...findSupersessions(tenant, "episode_id", request.episodeIds),
  ];
  const survivors = findAttestations(
    tenant,
    "of_id",
    told.map(({ by }) => by),
  );
  const alive = new Set(survivors.map(({ attestation }) => attestation.of));
  const erased = told.filter(({ byForm, by }) => byForm === "turn" || alive.has(by));
  eraseRecords(
    tenant,
    "supersession",
    erased.map(({ id }) => id),
  );
}

/** Edges that still rest on a turn whose text goes keep their ends, not its words. Returns those edges. */
function eraseTexts(tenant: TenantFile, { citedTurnIds }: Scope): Set<string> {
  const textless = new Set<string>();
  for (const { attestation } of findAttestations(tenant, "turn_id", citedTurnIds)) {
    if (attestation.form !== "relation") continue;
    eraseText(tenant, attestation);
    textless.add(attestation.of);
  }
  return textless;
}

/** A state in which some statements are unknown, so that they count as changed. */
function withoutStatements(
  { state }: DerivedLedger,
  ids: ReadonlySet<string>,
): DerivedLedger["state"] {
  const statements = new Map([...state.statements].filter(([id]) => !ids.has(id)));
  return { statements, attestations: state.attestations };
}

function partitionTurns(
  tenant: TenantFile,
  { turnIds, citedTurnIds }: Scope,
): { readonly removed: string[]; readonly redacted: string[] } {
  const rows = findAttestations(tenant, "turn_id", citedTurnIds);
  const held = new Set(rows.map(({ attestation }) => attestation.turnId));
  const removed = [...turnIds, ...citedTurnIds.difference(held)];
  return { removed, redacted: [...held] };
}

function bury(
  tenant: TenantFile,
  { at, episodeIds }: ForgetRequest,
  lost: Lost,
  turns: { readonly removed: readonly string[]; readonly redacted: readonly string[] },
): void {
  const erased = [...lost.all, ...turns.removed, ...episodeIds];
  buryAll(tenant, [
    ...erased.map((id) => ({ id, at, form: "erased" as const })),
    ...turns.redacted.map((id) => ({ id, at, form: "redacted" as const })),
  ]);
}
