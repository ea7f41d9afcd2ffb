/** From what a working set lacks to the parameters of a lookup, and from its answer to rows. */
import type {
  Attestation,
  Mention,
  Merge,
  RelationRecord,
  Supersession,
  Tombstone,
} from "../../core/records.ts";
import {
  MAX_EXPLORED_EDGES,
  MAX_EXPLORED_NODES,
  MAX_EXPLORED_SEEDS,
  MAX_GUESSES,
  MAX_NAME_MATCHES,
} from "./limits.ts";
import type { Parameters } from "./neo4j-connection.ts";
import {
  type AroundQuestion,
  type ExploreQuestion,
  type Kind,
  KINDS,
  type Questions,
} from "./questions.ts";
import { LIST_AROUND } from "./statements/list-around.ts";
import { LOOK_AROUND } from "./statements/look-around.ts";
import { LOOKUP } from "./statements/lookup.ts";
import type { NamesAnswer, WorkingSet } from "./working-set.ts";

/** Turns of what is followed whose other tellings are read as well; of more they are asked for when they are needed. */
const MAX_TURNS = 200;

/** Edges around entities that come in one row: some 16 kB, of which few lie across two parts of a message. */
const EDGES_PER_ROW = 32;

/** Rows as the lookup and the reading of everything return them. */
interface RowsAnswer {
  readonly revision: number;
  readonly burials: number;
  readonly evidence: readonly (readonly [record: string, timeline: string, spells: string])[];
  readonly supersessions: readonly string[];
  readonly mentions: readonly string[];
  readonly merges: readonly string[];
  readonly entities: readonly (readonly [
    string,
    string,
    string | null,
    string[],
    number,
    number,
  ])[];
  readonly relations: readonly RelationAnswer[];
  readonly tombstones: readonly (readonly [id: string, at: number, form: Tombstone["form"]])[];
}

type RelationAnswer = readonly [
  record: string,
  source: string,
  destination: string,
  recordedAt: number,
  revision: number,
  isShown: boolean,
  projection: string,
];

/** An edge that lies around an entity: what is shown of it, and not what it is made of. */
type NearAnswer = readonly [
  id: string,
  source: string,
  type: string,
  destination: string,
  recordedAt: number,
  projection: string,
];

/** What the lookup returns beside rows. */
export interface LookupAnswer extends RowsAnswer {
  readonly ofs: readonly string[];
  readonly timelines: readonly string[];
  readonly turns: readonly string[];
  readonly paired: readonly string[];
  readonly named: readonly string[];
  readonly nameless: readonly string[];
  readonly near: readonly NearAnswer[];
  readonly nearKeys: readonly string[];
  readonly otherwise: readonly string[];
  readonly facets: readonly string[];
  readonly seen: readonly string[];
  readonly names: readonly (readonly [string, NamesAnswer["exact"], NamesAnswer["prefixed"]])[];
  readonly around: readonly (readonly [question: string, edgeIds: readonly string[]])[];
  /** Where a search has looked. */
  readonly explored: readonly (readonly [key: string, edgeIds: readonly string[]])[];
  readonly ofMemories: readonly string[];
}

/** The parameters of the lookup that answers these questions. */
export function lookupParameters(asked: Questions, set: WorkingSet): Parameters {
  const parsed = (kind: Kind): unknown[] =>
    // Each is the JSON of an object.
    asked.of(kind).map((question) => ({ ...(JSON.parse(question) as object), question }));
  return {
    follow: { of: asked.of("evidence.of"), timeline: asked.of("evidence.timeline") },
    evidence: {
      turn: asked.of("evidence.turn"),
      episode: asked.of("evidence.episode"),
      memory: asked.of("evidence.memory"),
      subject: asked.of("evidence.subject"),
      value: asked.of("evidence.value"),
    },
    supersession: {
      turn: asked.of("supersession.turn"),
      episode: asked.of("supersession.episode"),
    },
    mention: {
      key: asked.of("mention.key"),
      turn: asked.of("mention.turn"),
      episode: asked.of("mention.episode"),
      of: asked.of("mention.of"),
    },
    merge: {
      turn: asked.of("merge.turn"),
      episode: asked.of("merge.episode"),
      id: asked.of("merge.id"),
    },
    allMerges: asked.of("merge.key"),
    keys: asked.of("pair"),
    entities: asked.of("entity"),
    relations: asked.of("relation"),
    tombstones: asked.of("tombstone"),
    others: parsed("other"),
    facets: parsed("facet"),
    seen: parsed("seen"),
    names: parsed("names"),
    around: parsed("around"),
    explore: parsed("explore")[0] ?? null,
    maxSeeds: MAX_EXPLORED_SEEDS,
    maxEdges: MAX_EXPLORED_EDGES,
    maxNodes: MAX_EXPLORED_NODES,
    maxGuesses: MAX_GUESSES,
    depth: set.mergeDepth,
    maxTurns: MAX_TURNS,
    maxNames: MAX_NAME_MATCHES,
    maxFanout: set.fanout,
    rowSize: EDGES_PER_ROW,
  };
}

const NOTHING: LookupAnswer = {
  revision: 0,
  burials: 0,
  evidence: [],
  supersessions: [],
  mentions: [],
  merges: [],
  entities: [],
  relations: [],
  tombstones: [],
  ofs: [],
  timelines: [],
  turns: [],
  paired: [],
  named: [],
  nameless: [],
  near: [],
  nearKeys: [],
  otherwise: [],
  facets: [],
  seen: [],
  names: [],
  around: [],
  explored: [],
  ofMemories: [],
};

/** The shortest statement that answers these questions: a driver sends it with every call, in many small writes. */
export function lookupFor(asked: Questions): string {
  const kinds = [...asked.kinds()];
  if (kinds.includes("explore")) return LOOK_AROUND;
  return kinds.every((kind) => kind === "around") ? LIST_AROUND : LOOKUP;
}

/** Puts the rows of a lookup's answer together. */
export function lookupAnswer(rows: readonly Record<string, unknown>[]): LookupAnswer {
  const rest = rows.find((row) => row["rest"] !== null)?.["rest"];
  const near = rows.flatMap((row) => row["near"]);
  // The shape is that of the statements' RETURN.
  return { ...NOTHING, ...(rest as Partial<LookupAnswer>), near: near as LookupAnswer["near"] };
}

/** Takes in what the lookup answered to these questions. */
export function takeLookup(set: WorkingSet, asked: Questions, answer: LookupAnswer): void {
  takeRows(set, answer);
  for (const kind of ROW_KINDS) set.known.addAll(kind, asked.of(kind));
  set.known.addAll("evidence.of", answer.ofs);
  set.known.addAll("evidence.timeline", answer.timelines);
  set.known.addAll("evidence.turn", answer.turns);
  set.known.addAll("pair", answer.paired);
  set.known.addAll("entity", [...answer.named, ...answer.nearKeys]);
  set.known.addAll("mention.key", answer.nameless);
  set.known.addAll("relation", answer.ofs);
  const linked = answer.supersessions.map((record) => JSON.parse(record) as Supersession);
  set.known.addAll(
    "tombstone",
    linked.flatMap(({ turnId, episodeId }) => [turnId, episodeId]),
  );
  const answers = { other: answer.otherwise, facet: answer.facets, seen: answer.seen };
  for (const [kind, questions] of Object.entries(answers)) {
    const own = set.answers.get(kind as Kind) ?? new Set();
    set.answers.set(kind as Kind, new Set([...own, ...questions]));
  }
  for (const [question, exact, prefixed] of answer.names) {
    set.names.set(question, { exact, prefixed });
  }
  set.known.addAll("relation", answer.ofMemories);
  takeNear(set, asked, answer);
}

function takeNear(set: WorkingSet, asked: Questions, answer: LookupAnswer): void {
  for (const [id, source, type, destination, recordedAt, projection] of answer.near) {
    set.nearEdges.set(id, { id, source, type, destination, recordedAt, projection });
  }
  // Edges end at entities as they are today.
  for (const key of answer.nearKeys) set.canonicalKeys.add(key);
  const around = new Map(answer.around);
  for (const question of asked.of("around")) {
    set.edgeIds.set(question, { ids: around.get(question) ?? [], limit: set.fanout });
  }
  const [explore] = asked.of("explore");
  if (explore === undefined) return;
  const { visibility } = JSON.parse(explore) as ExploreQuestion;
  for (const [key, ids] of answer.explored) {
    const question: AroundQuestion = { key, ...visibility };
    set.edgeIds.set(JSON.stringify(question), { ids, limit: set.fanout });
  }
}

/** Kinds whose answers are kept by question, and not as rows. */
const APART: ReadonlySet<Kind> = new Set(["names", "around", "explore"]);
/** Kinds of which what was asked for is all there is. */
const ROW_KINDS: readonly Kind[] = KINDS.filter((kind) => !APART.has(kind));

/** Takes in all of a tenant. */
export function takeAll(set: WorkingSet, row: unknown): void {
  // The shape is that of the statement's RETURN.
  takeRows(set, row as RowsAnswer);
  set.isWhole = true;
}

/** Records were written as JSON by `apply-parameters.ts`, from what they are taken for. */
function takeRows({ tables }: WorkingSet, answer: RowsAnswer): void {
  for (const [record, timeline, spells] of answer.evidence) {
    tables.evidence.load({ attestation: JSON.parse(record) as Attestation, timeline, spells });
  }
  for (const record of answer.supersessions) {
    tables.supersession.load(JSON.parse(record) as Supersession);
  }
  for (const record of answer.mentions) tables.mention.load(JSON.parse(record) as Mention);
  for (const record of answer.merges) tables.merge.load(JSON.parse(record) as Merge);
  for (const [key, name, type, aliases, firstAt, settledAt] of answer.entities) {
    tables.entity.load({ key, name, type, aliases, firstAt, settledAt });
  }
  for (const [
    record,
    source,
    destination,
    recordedAt,
    revision,
    isShown,
    projection,
  ] of answer.relations) {
    const ends = { source, destination, recordedAt, revision, isShown, projection };
    tables.relation.load({ record: JSON.parse(record) as RelationRecord, ...ends });
  }
  for (const [id, at, form] of answer.tombstones) tables.tombstone.load({ id, at, form });
}
