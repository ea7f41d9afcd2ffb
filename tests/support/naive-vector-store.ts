import { cutPage } from "../../src/core/cut-page.ts";
import { InvalidArgumentError } from "../../src/core/errors.ts";
import { matchesFilter } from "../../src/core/matches-filter.ts";
import type { Page, PageOptions } from "../../src/core/page.ts";
import type { HitKind, Metadata, Revision } from "../../src/core/records.ts";
import type { Tenant } from "../../src/core/scope.ts";
import { isVisible, metadataFor } from "../../src/core/visibility.ts";
import type { Projection, Visibility } from "../../src/core/visibility.ts";
import { analyze } from "../../src/text/tokens.ts";
import { inverseDocumentFrequency, MAX_TERM_WEIGHT, termWeight } from "../../src/vector/bm25.ts";
import { timeScore } from "../../src/vector/time-score.ts";
import type {
  ArmOptions,
  KeywordHits,
  ListOptions,
  NewPoint,
  OutlineList,
  PointCounts,
  Reach,
  ScoredId,
  StoredPoint,
  TimeRange,
  VectorStore,
} from "../../src/vector/vector-store.ts";

interface Held {
  readonly point: StoredPoint;
  readonly embedding: Float32Array | null;
  readonly terms: readonly string[];
}

/** The port in the plainest way there is: what the others are compared with. */
export class NaiveVectorStore implements VectorStore {
  readonly dimensions: number;
  readonly #tenants = new Map<Tenant, Map<string, Held>>();

  constructor(dimensions: number) {
    this.dimensions = dimensions;
  }

  insert(tenant: Tenant, points: readonly NewPoint[]): Set<string> {
    for (const { embedding } of points) this.#check(embedding);
    const inserted = new Set<string>();
    for (const { embedding, searchText, ...point } of points) {
      const held = this.#of(tenant);
      if (held.has(point.id)) continue;
      const extra = { originalText: null, revisions: [], isRedacted: false };
      held.set(point.id, {
        point: structuredClone({ ...point, ...extra }),
        embedding: embedding?.slice() ?? null,
        terms: analyze(searchText),
      });
      inserted.add(point.id);
    }
    return inserted;
  }

  project(tenant: Tenant, projections: ReadonlyMap<string, Projection>): void {
    for (const [id, projection] of projections) {
      const held = this.#of(tenant).get(id);
      if (!held || held.point.projection.revision > projection.revision) continue;
      const { point } = held;
      const isRevised = point.originalText !== null;
      const follows = point.kind === "turn" ? null : projection.text;
      this.#of(tenant).set(id, {
        ...held,
        point: {
          ...point,
          projection: {
            ...structuredClone(projection),
            text: point.kind === "turn" ? null : projection.text,
          },
          text: isRevised ? point.text : (follows ?? point.text),
          originalText: isRevised ? (follows ?? point.originalText) : null,
        },
      });
    }
  }

  revise(
    tenant: Tenant,
    { searchText, ...revision }: Revision & { readonly searchText: string },
    embedding: Float32Array | null,
  ): void {
    this.#check(embedding);
    const held = this.#of(tenant).get(revision.memoryId);
    if (!held || held.point.kind === "turn") return;
    if (held.point.revisions.some(({ id }) => id === revision.id)) return;
    const revisions = [...held.point.revisions, revision].toSorted(
      (a, b) => a.recordedAt - b.recordedAt || compare(a.id, b.id),
    );
    const { point } = held;
    const originalText = point.originalText ?? point.text;
    const isLatest = revisions.at(-1) === revision;
    const { text, textKey } = isLatest ? revision : point;
    this.#of(tenant).set(point.id, {
      point: { ...point, originalText, revisions, text, textKey },
      embedding: isLatest ? (embedding?.slice() ?? null) : held.embedding,
      terms: isLatest ? analyze(searchText) : held.terms,
    });
  }

  embed(tenant: Tenant, embeddings: ReadonlyMap<string, Float32Array>): void {
    for (const embedding of embeddings.values()) this.#check(embedding);
    for (const [id, embedding] of embeddings) {
      const held = this.#of(tenant).get(id);
      if (!held || held.embedding || held.point.isRedacted) continue;
      this.#of(tenant).set(id, { ...held, embedding: embedding.slice() });
    }
  }

  unembedded(tenant: Tenant, { cursor, limit }: PageOptions): Page<StoredPoint> {
    checkLimit(limit);
    const all = [...this.#of(tenant).values()]
      .filter(({ embedding, point }) => !embedding && !point.isRedacted)
      .map(({ point }) => point)
      .filter(({ id }) => id > (cursor ?? ""))
      .toSorted((a, b) => compare(a.id, b.id));
    const items = all.slice(0, limit);
    return { items, cursor: all.length > items.length ? (items.at(-1)?.id ?? null) : null };
  }

  embeddings(tenant: Tenant, ids: readonly string[]): Map<string, Float32Array> {
    const found = new Map<string, Float32Array>();
    for (const id of ids) {
      const held = this.#of(tenant).get(id);
      if (held?.embedding && !held.point.isRedacted) found.set(id, held.embedding.slice());
    }
    return found;
  }

  unembeddedCount(tenant: Tenant): number {
    return this.unembedded(tenant, { cursor: null, limit: 1e9 }).items.length;
  }

  redact(tenant: Tenant, turnIds: readonly string[]): number {
    let count = 0;
    for (const id of turnIds) {
      const held = this.#of(tenant).get(id);
      if (held?.point.kind !== "turn") continue;
      if (!held.point.isRedacted) count += 1;
      const point = { ...held.point, text: "", isRedacted: true };
      this.#of(tenant).set(id, { ...held, point, terms: [] });
    }
    return count;
  }

  remove(tenant: Tenant, ids: readonly string[]): number {
    return ids.filter((id) => this.#of(tenant).delete(id)).length;
  }

  removeTenant(tenant: Tenant): number {
    const count = this.#of(tenant).size;
    this.#tenants.delete(tenant);
    return count;
  }

  get(tenant: Tenant, ids: readonly string[]): StoredPoint[] {
    return [...this.#of(tenant).values()]
      .map(({ point }) => point)
      .filter(({ id }) => ids.includes(id));
  }

  findByTextKey(
    tenant: Tenant,
    textKeys: readonly string[],
  ): { readonly id: string; readonly textKey: string }[] {
    return [...this.#of(tenant).values()]
      .flatMap(({ point: { id, textKey } }) =>
        textKey !== null && textKeys.includes(textKey) ? [{ id, textKey }] : [],
      )
      .toSorted((a, b) => compare(a.id, b.id));
  }

  list(tenant: Tenant, options: ListOptions): Page<StoredPoint> {
    checkLimit(options.limit);
    const [time, id] = options.cursor === null ? [Infinity, ""] : readCursor(options.cursor);
    const items = this.#wanted(tenant, options)
      .map(({ point }) => point)
      .filter((point) => point.recordedAt < time || (point.recordedAt === time && point.id > id))
      .toSorted((a, b) => b.recordedAt - a.recordedAt || compare(a.id, b.id));
    const shown = items.slice(0, options.limit);
    const last = shown.at(-1);
    const hasMore = items.length > shown.length && last !== undefined;
    return { items: shown, cursor: hasMore ? JSON.stringify([last.recordedAt, last.id]) : null };
  }

  outline(
    tenant: Tenant,
    { visibility, limit }: { readonly visibility: Visibility; readonly limit: number },
  ): OutlineList {
    checkLimit(limit);
    const all = this.#wanted(tenant, { visibility, filter: null });
    const items = all.slice(0, limit).map(({ point: { id, kind, at, projection } }) => {
      return { id, kind, at, spells: projection.spells };
    });
    return { items, isTruncated: all.length > limit };
  }

  /** It counts no writes. */
  version(): null {
    return null;
  }

  searchDense(tenant: Tenant, embedding: Float32Array, options: ArmOptions): ScoredId[] {
    this.#check(embedding);
    const hits = this.#wanted(tenant, options).flatMap(({ point: { id }, embedding: own }) =>
      own ? [{ id, score: cosine(own, embedding) }] : [],
    );
    return best(hits, options.limit);
  }

  searchDenseEach(
    tenant: Tenant,
    embeddings: readonly Float32Array[],
    options: ArmOptions,
  ): ScoredId[][] {
    return embeddings.map((embedding) => this.searchDense(tenant, embedding, options));
  }

  searchKeywords(tenant: Tenant, terms: readonly string[], options: ArmOptions): KeywordHits {
    const all = [...this.#of(tenant).values()].filter(({ point }) => !point.isRedacted);
    const frequencies = new Map(
      Array.from(new Set(terms), (term) => {
        const frequency = all.filter((held) => held.terms.includes(term)).length;
        return [term, inverseDocumentFrequency(all.length, frequency)];
      }),
    );
    const score = ({ point, terms: own }: Held): number => {
      let sum = 0;
      for (const [term, idf] of frequencies) {
        const frequency = own.filter((one) => one === term).length;
        sum += idf * termWeight(point.kind, frequency, own.length);
      }
      return sum;
    };
    const hits = this.#wanted(tenant, options)
      .map((held) => ({ id: held.point.id, score: score(held) }))
      .filter((hit) => hit.score > 0);
    const weights = new Map(
      all.length === 0
        ? []
        : Array.from(frequencies, ([term, idf]) => [term, idf * MAX_TERM_WEIGHT]),
    );
    const idfSum = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
    return { hits: best(hits, options.limit), weights, idfSum };
  }

  searchTime(tenant: Tenant, range: TimeRange, options: ArmOptions): ScoredId[] {
    const hits = this.#wanted(tenant, options).flatMap(
      ({ point: { id, kind, at, projection } }) => {
        const score = timeScore({ kind, at, spells: projection.spells }, range);
        return score === undefined ? [] : [{ id, score }];
      },
    );
    return best(hits, options.limit);
  }

  neighbours(
    tenant: Tenant,
    turnIds: readonly string[],
    { distance, pauseMs }: Reach,
    visibility: Visibility,
  ): Map<string, readonly string[]> {
    checkLimit(distance);
    const turns = [...this.#of(tenant).values()].flatMap(({ point }) =>
      point.turn ? [{ ...point, turn: point.turn }] : [],
    );
    const found = new Map<string, readonly string[]>();
    for (const id of turnIds) {
      const own = turns.find((turn) => turn.id === id);
      if (!own) continue;
      const conversation = turns
        .filter((turn) => turn.agentId === own.agentId && turn.turn.runId === own.turn.runId)
        .filter((turn) => turn.at !== own.at || turn.turn.episodeId === own.turn.episodeId)
        .filter((turn) => Math.abs(turn.at - own.at) <= pauseMs)
        .toSorted(
          (a, b) =>
            a.at - b.at ||
            a.turn.index - b.turn.index ||
            compare(a.turn.episodeId, b.turn.episodeId),
        );
      const place = conversation.indexOf(own);
      const near = conversation
        .slice(Math.max(0, place - distance), place + distance + 1)
        .filter((turn) => turn !== own && !turn.isRedacted && isVisible(turn, visibility));
      found.set(
        id,
        near.map((turn) => turn.id),
      );
    }
    return found;
  }

  counts(tenant: Tenant): PointCounts {
    const counts: Record<HitKind, number> = { event: 0, trait: 0, note: 0, turn: 0 };
    for (const { point } of this.#of(tenant).values()) counts[point.kind] += 1;
    return counts;
  }

  ids(tenant: Tenant, options: PageOptions): Page<string> {
    checkLimit(options.limit);
    const left = [...this.#of(tenant).keys()].filter((id) => id > (options.cursor ?? ""));
    return cutPage(left.toSorted(compare), options, (id) => id);
  }

  tenants(options: PageOptions): Page<Tenant> {
    checkLimit(options.limit);
    const some = [...this.#tenants].filter(([, held]) => held.size > 0).map(([tenant]) => tenant);
    const left = some.filter((tenant) => tenant > (options.cursor ?? "")).toSorted(compare);
    return cutPage(left, options, (tenant) => tenant);
  }

  #of(tenant: Tenant): Map<string, Held> {
    const known = this.#tenants.get(tenant) ?? new Map<string, Held>();
    this.#tenants.set(tenant, known);
    return known;
  }

  #wanted(tenant: Tenant, { visibility, filter }: Omit<ArmOptions, "limit">): Held[] {
    return [...this.#of(tenant).values()].filter(
      ({ point }) =>
        !point.isRedacted &&
        isVisible(point, visibility) &&
        (filter === null || matchesFilter(filter, filteredMetadata(point, visibility.agentId))),
    );
  }

  #check(embedding: Float32Array | null): void {
    if (embedding === null) return;
    if (
      embedding.length !== this.dimensions ||
      !embedding.every((component) => Number.isFinite(component))
    ) {
      throw new InvalidArgumentError("use", "embedding", "finite, of the right size", embedding);
    }
  }
}

/** What filters see of a point. */
export function filteredMetadata(
  { kind, metadata, projection }: Pick<StoredPoint, "kind" | "metadata" | "projection">,
  agentId: string | null,
): Metadata {
  return kind === "turn" ? metadata : metadataFor(projection, agentId);
}

function best(hits: readonly ScoredId[], limit: number): ScoredId[] {
  checkLimit(limit);
  return hits.toSorted((a, b) => b.score - a.score || compare(a.id, b.id)).slice(0, limit);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function checkLimit(limit: number): void {
  if (!(Number.isInteger(limit) && limit >= 0)) {
    throw new InvalidArgumentError("search", "limit", "an integer >= 0", limit);
  }
}

function readCursor(cursor: string): [number, string] {
  try {
    return JSON.parse(cursor) as [number, string];
  } catch {
    // Whatever it is, it is not a cursor.
    throw new InvalidArgumentError("list", "cursor", "one that a listing gave", cursor);
  }
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array): number =>
    x.reduce((sum, component, index) => sum + component * (y[index] ?? 0), 0);
  const norm = Math.sqrt(dot(a, a) * dot(b, b));
  return norm === 0 ? 0 : Math.min(1, Math.max(-1, dot(a, b) / norm));
}
