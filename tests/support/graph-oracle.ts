/** What a graph store must show for a set of records, derived from all of them at once. */
import { entityKey } from "../../src/core/names.ts";
import {
  type Attestation,
  compareTold,
  type LedgerRecords,
  type Mention,
} from "../../src/core/records.ts";
import { sentenceFor } from "../../src/core/relations/relations.ts";
import { USER_KEY } from "../../src/core/speaker.ts";
import { type Canonical, canonicalizer } from "../../src/core/validity/canonical.ts";
import { deriveState, type LedgerState } from "../../src/core/validity/derive.ts";
import {
  projectMemory,
  projectRelation,
  projectTurn,
  spellsByAttestation,
} from "../../src/core/validity/project.ts";
import type { Projection } from "../../src/core/visibility.ts";
import type { Entity, Relation } from "../../src/graph/graph-store.ts";

/** What follows from some records. */
export interface Expected {
  readonly canonical: Canonical;
  readonly state: LedgerState;
  /** Of memories and turns, by id; all of revision 0. */
  readonly projections: ReadonlyMap<string, Projection>;
  /** Also those that are not shown, by id. */
  readonly relations: readonly Relation[];
  /** By key. */
  readonly entities: readonly Entity[];
}

/** Derives everything from the whole ledger. */
export function expectedOf(ledger: LedgerRecords): Expected {
  const canonical = canonicalizer(ledger.merges);
  const state = deriveState(ledger, canonical);
  const entities = entitiesOf(ledger.mentions, canonical);
  return {
    canonical,
    state,
    entities,
    projections: new Map([...memories(state), ...turns(ledger, state)]),
    relations: relationsOf(ledger, { canonical, state, entities }),
  };
}

function memories(state: LedgerState): [string, Projection][] {
  return [...state.statements.values()]
    .filter(({ form }) => form !== "relation")
    .map((statement) => [statement.id, projectMemory(statement, state, 0)]);
}

function turns({ attestations }: LedgerRecords, state: LedgerState): [string, Projection][] {
  const spells = spellsByAttestation(state);
  const told = attestations.filter(({ isRevision }) => !isRevision);
  return Array.from(
    Map.groupBy(told, ({ turnId }) => turnId),
    ([id, own]) => {
      const attested = own.map((one) => ({ attestation: one, spells: spells.get(one.id) ?? [] }));
      return [id, projectTurn(attested, own[0] as Attestation, 0)];
    },
  );
}

function relationsOf(
  ledger: LedgerRecords,
  { canonical, state, entities }: Pick<Expected, "canonical" | "state" | "entities">,
): Relation[] {
  const names = new Map(entities.map(({ key, name }) => [key, name]));
  const records = new Map(ledger.relations.map((record) => [record.id, record]));
  const relations = [...records.values()].flatMap((record): Relation[] => {
    const statement = state.statements.get(record.id);
    if (!statement) return [];
    const { foldedInto: _, byAgent: __, fact, ...projected } = projectRelation(statement, state);
    const [source, destination] = [canonical(record.source), canonical(record.destination)];
    const sourceName = names.get(source) ?? source;
    const destinationName = names.get(destination) ?? destination;
    const own = ledger.attestations.filter(({ of }) => of === record.id);
    return [
      {
        ...projected,
        id: record.id,
        source,
        sourceName,
        type: record.type,
        destination,
        destinationName,
        fact: fact ?? sentenceFor(record.type, sourceName, destinationName, "en"),
        recordedAt: Math.min(...own.map(({ recordedAt }) => recordedAt)),
        provenance: record.provenance,
      },
    ];
  });
  return relations.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function entitiesOf(mentions: readonly Mention[], canonical: Canonical): Entity[] {
  const groups = Map.groupBy(mentions, ({ key }) => canonical(key));
  const entities = Array.from(groups, ([key, group]) => entityOf(key, group));
  return entities.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function entityOf(key: string, group: readonly Mention[]): Entity {
  const told = group.toSorted((a, b) => compareTold(a, b) || (a.id < b.id ? -1 : 1));
  const plain = told.filter(({ isAlias }) => !isAlias);
  const best =
    key === USER_KEY
      ? [...told.filter(({ isAlias }) => isAlias), ...told]
      : [...plain.filter((one) => one.key === key), ...plain, ...told];
  const name = best[0]?.name ?? key;
  const others = new Map<string, string>();
  for (const other of told.toReversed()) others.set(entityKey(other.name), other.name);
  others.delete(entityKey(name));
  return {
    key,
    name,
    type: told.find(({ type }) => type !== null)?.type ?? null,
    aliases: [...others.values()].toSorted(),
    firstAt: Math.min(...told.map(({ episodeAt }) => episodeAt)),
  };
}

/** Projections without the revision that computed them. */
export function withoutRevisions(
  projections: ReadonlyMap<string, Projection>,
): Record<string, Projection> {
  const entries = Array.from(projections, ([id, one]) => [id, { ...one, revision: 0 }] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
