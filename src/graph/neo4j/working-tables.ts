/**
 * The tables of a ledger over a working set: the rules run over it as over any tables.
 *
 * Where they look for what has not been read, that is noted and nothing found; whoever drives them reads it and lets them
 * run anew.
 */
import type {
  Attestation,
  LedgerRecords,
  Mention,
  Merge,
  RelationRecord,
  Supersession,
  Tombstone,
} from "../../core/records.ts";
import type { Canonical } from "../../core/validity/canonical.ts";
import { timelineOf } from "../../core/validity/starts.ts";
import type { Visibility } from "../../core/visibility.ts";
import type { NameMatch, NameOptions } from "../graph-store.ts";
import type {
  FreshRecords,
  AttestationColumn,
  AttestationRow,
  EdgeBounds,
  EdgeRow,
  EdgesOfEntity,
  Facet,
  FacetKind,
  LedgerTables,
  MentionColumn,
  MergeColumn,
  ProjectedEntity,
  RecordTable,
  SupersessionColumn,
} from "../ledger/ledger-tables.ts";
import { followMerges } from "../ledger/follow-merges.ts";
import type { NamelessRelation } from "../ledger/nameless-relation.ts";
import type { ProjectedRelation } from "../ledger/relation-projection.ts";
import { countingAmong } from "./counting-merges.ts";
import {
  aroundQuestion,
  type FacetQuestion,
  namesQuestion,
  type OtherQuestion,
  type SeenQuestion,
} from "./questions.ts";
import { namelessOf, shownOf, unprojected } from "./rows.ts";
import { putNew } from "./row-table.ts";
import type { WorkingSet } from "./working-set.ts";

const EVIDENCE_COLUMNS = {
  of_id: "of",
  turn_id: "turn",
  episode_id: "episode",
  memory_id: "memory",
  timeline: "timeline",
  slot_subject: "subject",
  slot_value: "value",
} as const;
const SUPERSESSION_COLUMNS = {
  old_id: "old",
  by_id: "by",
  turn_id: "turn",
  episode_id: "episode",
} as const;
const MENTION_COLUMNS = {
  key: "key",
  turn_id: "turn",
  episode_id: "episode",
  of_id: "of",
} as const;
const MERGE_COLUMNS = { turn_id: "turn", episode_id: "episode" } as const;

/** {@link LedgerTables} in memory. */
export class WorkingTables implements LedgerTables {
  readonly #set: WorkingSet;

  constructor(set: WorkingSet) {
    this.#set = set;
  }

  bumpRevision(): number {
    return this.#set.bumpRevision();
  }

  findAttestations(column: AttestationColumn, values: Iterable<string>): AttestationRow[] {
    const own = EVIDENCE_COLUMNS[column];
    return this.#set.tables.evidence.find(own, this.#set.asked(`evidence.${own}`, values));
  }

  timelinesOf(ids: Iterable<string>): Set<string> {
    return new Set(this.findAttestations("of_id", ids).map(({ timeline }) => timeline));
  }

  findSupersessions(column: SupersessionColumn, values: Iterable<string>): Supersession[] {
    const own = SUPERSESSION_COLUMNS[column];
    const isEnd = own === "old" || own === "by";
    const kind = isEnd ? "evidence.of" : (`supersession.${own}` as const);
    return this.#set.tables.supersession.find(own, this.#set.asked(kind, values));
  }

  findMentions(column: MentionColumn, values: Iterable<string>): Mention[] {
    const own = MENTION_COLUMNS[column];
    return this.#set.tables.mention.find(own, this.#set.asked(`mention.${own}`, values));
  }

  findMentioned(keys: Iterable<string>): Set<string> {
    const { mention } = this.#set.tables;
    return new Set(
      [...keys].filter((key) => {
        if (mention.find("key", [key]).length > 0) return true;
        const without = [...mention.changes()]
          .filter(([, { before, after }]) => before?.key === key && after === null)
          .map(([id]) => id);
        return this.#set.isAnswered(
          "other",
          JSON.stringify({ key, without: without.toSorted() } satisfies OtherQuestion),
          () => this.#set.known.has("mention.key", key),
        );
      }),
    );
  }

  findMerges(keys: Iterable<string>): Merge[] {
    const { merge } = this.#set.tables;
    return followMerges(keys, (asked) => {
      const known = this.#set.asked("merge.key", asked);
      return [...merge.find("from", known), ...merge.find("into", known)];
    });
  }

  countingMerges(keys: Iterable<string>, without: readonly Merge[] = []): Merge[] {
    const { merge } = this.#set.tables;
    const gone = new Set(without.map(({ id }) => id));
    const erased = [...merge.changes()].filter(([, { after }]) => after === null).length;
    const depth = gone.size + erased + 1;
    if (depth > this.#set.mergeDepth && !this.#set.isWhole) {
      // Pairs were read less deeply than is asked now: each of them anew.
      this.#set.mergeDepth = depth;
      for (const key of this.#set.known.of("pair")) this.#set.missing.add("pair", key);
    }
    return followMerges(keys, (asked) => {
      const known = this.#set.asked("pair", asked);
      const near = [...merge.find("from", known), ...merge.find("into", known)];
      return countingAmong(near, gone);
    });
  }

  findMergesTold(column: MergeColumn, values: Iterable<string>): Merge[] {
    const own = MERGE_COLUMNS[column];
    return this.#set.tables.merge.find(own, this.#set.asked(`merge.${own}`, values));
  }

  findRelationRecords(ids: Iterable<string>): RelationRecord[] {
    return this.#set.relations(ids).map(({ record }) => record);
  }

  readRelations(ids: Iterable<string>): NamelessRelation[] {
    const rows = this.#set.relations(ids).filter(({ revision }) => revision > 0);
    return rows.map(namelessOf).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  readEdges(ids: Iterable<string>): EdgeRow[] {
    return this.#set.relations(ids);
  }

  readEntities(keys: Iterable<string>): ProjectedEntity[] {
    const { entity } = this.#set.tables;
    const asked = [...this.#set.asked("entity", new Set(keys))].toSorted();
    return asked.flatMap((key) => entity.get(key) ?? []);
  }

  namesOf(keys: Iterable<string>): Map<string, string> {
    return new Map(this.readEntities(keys).map(({ key, name }) => [key, name]));
  }

  findNames(keys: readonly string[], options: NameOptions): NameMatch[] {
    const { limit } = options;
    const question = namesQuestion(keys, options);
    const answer = this.#set.names.get(question);
    if (!answer) {
      this.#set.missing.add("names", question);
      return [];
    }
    const begun = Map.groupBy(answer.prefixed, ([prefix]) => prefix);
    return [
      ...answer.exact.slice(0, limit).map(([name, key]) => ({ name, key, isPrefix: false })),
      ...[...begun.values()].flatMap((group) =>
        group.slice(0, limit).map(([, name, key]) => ({ name, key, isPrefix: true })),
      ),
    ];
  }

  *edgesAround(
    keys: readonly string[],
    { visibility, fanout }: EdgeBounds,
  ): Generator<readonly [string, EdgesOfEntity]> {
    for (const key of keys) {
      const question = JSON.stringify(aroundQuestion(key, visibility));
      const { ids, limit } = this.#set.edgeIds.get(question) ?? { ids: [], limit: -1 };
      // One more than is followed tells whether there are more.
      const isEnough = limit > fanout || (limit >= 0 && ids.length < limit);
      if (!isEnough) {
        this.#set.missing.add("around", question);
        this.#set.fanout = Math.max(this.#set.fanout, fanout + 1);
      }
      const edges = ids.slice(0, fanout).flatMap((id) => this.#set.nearEdges.get(id) ?? []);
      yield [key, { edges: edges.map(shownOf), isCut: ids.length > fanout }];
    }
  }

  findTombstones(ids: Iterable<string>): Tombstone[] {
    const found = this.#set.tables.tombstone.find("id", this.#set.asked("tombstone", ids));
    return found.toSorted((a, b) => {
      if (a.id === b.id) return a.at - b.at;
      return a.id < b.id ? -1 : 1;
    });
  }

  findTold(kind: FacetKind, facets: readonly Facet[], agentId: string): Facet[] {
    return facets.filter(({ toldUnder: key, what }) =>
      this.#set.isAnswered(
        "facet",
        JSON.stringify({ kind, key, what, agent: agentId } satisfies FacetQuestion),
      ),
    );
  }

  findNamed(keys: Iterable<string>, narrow: Pick<Visibility, "agentId" | "runId">): Set<string> {
    const { agentId: agent, runId: run } = narrow;
    return new Set(
      [...keys].filter((key) =>
        this.#set.isAnswered("seen", JSON.stringify({ key, agent, run } satisfies SeenQuestion)),
      ),
    );
  }

  statementIds(): string[] {
    const told = Array.from(
      this.#set.tables.evidence.values(),
      ({ attestation }) => attestation.of,
    );
    return [...new Set(told)].toSorted();
  }

  entityKeys(): Set<string> {
    const mentioned = Array.from(this.#set.tables.mention.values(), ({ key }) => key);
    const kept = Array.from(this.#set.tables.entity.values(), ({ key }) => key);
    return new Set([...mentioned, ...kept]);
  }

  unattestedEdges(): string[] {
    const ids = Array.from(this.#set.tables.relation.values(), ({ record }) => record.id);
    return ids.filter((id) => this.#set.tables.evidence.find("of", [id]).length === 0);
  }

  insertRecords(ledger: LedgerRecords, canonical: Canonical): FreshRecords {
    const { relation, evidence, supersession, merge, mention } = this.#set.tables;
    this.#set.relations(ledger.relations.map(({ id }) => id));
    for (const record of ledger.relations) {
      if (!relation.get(record.id)) relation.put(unprojected(record, canonical));
    }
    const turnsOf = (told: readonly { readonly turnId: string | null }[]): string[] =>
      told.flatMap(({ turnId }) => turnId ?? []);
    // One of the same id is of the same turn.
    this.#set.asked("evidence.turn", turnsOf(ledger.attestations));
    const attestations = ledger.attestations.filter(({ id }) => !evidence.get(id));
    for (const attestation of attestations) {
      const { timeline } = timelineOf(attestation, canonical);
      evidence.put({ attestation, timeline, spells: "[]" });
    }
    this.#set.asked("supersession.turn", turnsOf(ledger.supersessions));
    const supersessions = putNew(supersession, ledger.supersessions);
    this.#set.asked("merge.turn", turnsOf(ledger.merges));
    const byHand = ledger.merges.filter(({ turnId }) => turnId === null);
    this.#set.asked(
      "merge.id",
      byHand.map(({ id }) => id),
    );
    const merges = putNew(merge, ledger.merges);
    this.#set.asked("mention.turn", turnsOf(ledger.mentions));
    const fresh = [...attestations, ...supersessions, ...merges];
    return {
      mentions: putNew(mention, ledger.mentions),
      ids: new Set(fresh.map(({ id }) => id)),
    };
  }

  eraseRecords(table: RecordTable, ids: Iterable<string>): void {
    const rows = this.#set.tables[table === "attestation" ? "evidence" : table];
    for (const id of ids) rows.remove(id);
  }

  moveAttestation(id: string, timeline: string): void {
    const row = this.#set.tables.evidence.get(id);
    if (row) this.#set.tables.evidence.put({ ...row, timeline });
  }

  writeSpells(id: string, spells: string): void {
    const row = this.#set.tables.evidence.get(id);
    if (row) this.#set.tables.evidence.put({ ...row, spells });
  }

  eraseText(attestation: Attestation): void {
    const row = this.#set.tables.evidence.get(attestation.id);
    if (row) this.#set.tables.evidence.put({ ...row, attestation: { ...attestation, text: null } });
  }

  writeEdge(id: string, edge: ProjectedRelation, revision: number): void {
    const row = this.#set.tables.relation.get(id);
    const written = row && { ...row, ...edge, revision };
    if (written && row.revision <= revision) this.#set.tables.relation.put(written);
  }

  writeEntity(entity: ProjectedEntity): void {
    this.#set.tables.entity.put(entity);
  }

  eraseEntity(key: string): boolean {
    this.#set.asked("entity", [key]);
    return this.#set.tables.entity.remove(key);
  }

  buryAll(tombstones: readonly Tombstone[]): void {
    const { tombstone } = this.#set.tables;
    this.#set.asked(
      "tombstone",
      tombstones.map(({ id }) => id),
    );
    for (const one of tombstones) {
      const before = tombstone.get(`${one.id} ${one.form}`);
      if (!before || before.at < one.at) tombstone.put(one);
    }
  }
}
