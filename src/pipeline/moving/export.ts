/** Exporting: every record of one tenant or of all, as lines that `import` takes back. Only a page at a time is in memory. */
import { ConfigurationError } from "../../core/errors.ts";
import type { Tenant } from "../../core/scope.ts";
import type { Engine } from "../engine.ts";
import { expireDue } from "../forget.ts";
import { recoverTenant } from "../recover.ts";
import type { Stores } from "../stores.ts";
import { encodeEmbedding } from "./embedding-text.ts";
import { exportEpisodes } from "./export-episodes.ts";
import {
  EXPORT_FORMAT,
  EXPORT_VERSION,
  type ExportLine,
  type TenantLine,
  type VectorLine,
  writeLine,
} from "./export-lines.ts";
import type { CheckedExport } from "./export-options.ts";
import { EXPORT_ACTION } from "./moving-actions.ts";
import { itemsOf } from "../listings.ts";
import { groupsOf } from "./pages.ts";

/** Ids read at once. */
const PAGE_SIZE = 256;

/** The lines, each with its line break, from the header to the end, or from the last one that is there on. */
export async function* exportLines(
  options: CheckedExport,
  engine: Engine,
): AsyncGenerator<string, void, undefined> {
  const { isEnded, signal, onProgress } = options;
  if (isEnded) return;
  let { lineCount } = options;
  if (lineCount === 0) {
    yield writeLine(headerOf(engine));
    lineCount += 1;
  }
  for await (const group of tenantGroups(options, engine)) {
    signal?.throwIfAborted();
    for (const line of group) {
      lineCount += 1;
      yield writeLine(line);
    }
    const [first] = group;
    if (first) onProgress({ lineCount, tenant: first.tenant });
    signal?.throwIfAborted();
  }
  yield writeLine({ kind: "end", lineCount });
}

function headerOf({ clock, embeddingModel }: Engine): ExportLine {
  const { id, dimensions } = embeddingModel;
  return {
    kind: "header",
    format: EXPORT_FORMAT,
    version: EXPORT_VERSION,
    exportedAt: clock.now(),
    embedding: { id, dimensions },
  };
}

async function* tenantGroups(
  { tenant: only, last, hasVectors }: CheckedExport,
  engine: Engine,
): AsyncGenerator<readonly TenantLine[]> {
  let isReached = last === null;
  for await (const tenant of tenantsOf(only, engine.stores)) {
    const isLast = tenant === last?.tenant;
    isReached ||= isLast;
    if (!isReached) continue;
    yield* exportTenant(tenant, { last: isLast ? last : null, hasVectors }, engine);
  }
  if (isReached) return;
  const problem = `the tenant of the last line, ${last?.tenant ?? ""}, is not there`;
  throw new ConfigurationError(EXPORT_ACTION, problem, "export from the beginning");
}

/** Those with an episode, and those of which only tombstones are left: what was deleted must stay dead elsewhere, too. */
async function* tenantsOf(only: Tenant | null, stores: Stores): AsyncGenerator<Tenant> {
  if (only !== null) {
    yield only;
    return;
  }
  const { graph, journal } = stores;
  yield* itemsOf((cursor) => graph.tenants({ cursor, limit: PAGE_SIZE }));
  const episodic = itemsOf((cursor) => journal.tenants({ cursor, limit: PAGE_SIZE }));
  for await (const tenant of episodic) {
    if ((await graph.revision(tenant)) === 0) yield tenant;
  }
}

/** The parts of a tenant's export, in their order. */
const PARTS = ["graves", "episodes", "vectors", "late graves"] as const;
type Part = (typeof PARTS)[number];

interface TenantExport {
  /** The last line of this tenant that is there already; null if none is. */
  readonly last: TenantLine | null;
  readonly hasVectors: boolean;
}

async function* exportTenant(
  tenant: Tenant,
  { last, hasVectors }: TenantExport,
  engine: Engine,
): AsyncGenerator<readonly TenantLine[]> {
  const { stores, clock } = engine;
  const begunAt = clock.now();
  await recoverTenant(tenant, engine);
  await expireDue(tenant, engine);
  const reached = last ? PARTS.indexOf(partOf(last)) : 0;
  const isAhead = (part: Part): boolean => PARTS.indexOf(part) >= reached;
  const idAfter = (kind: TenantLine["kind"]): string | null =>
    last?.kind === kind && last.kind !== "tombstones" ? last.id : null;
  // Going on among the tombstones repeats them: they are short.
  if (isAhead("graves")) yield* exportGraves(tenant, { since: null, isLate: false }, stores);
  if (isAhead("episodes")) yield* exportEpisodes(tenant, idAfter("episode"), stores);
  if (hasVectors && isAhead("vectors")) yield* exportVectors(tenant, idAfter("vector"), stores);
  // When an export that goes on began is not known.
  yield* exportGraves(tenant, { since: last ? null : begunAt, isLate: true }, stores);
}

function partOf(line: TenantLine): Part {
  if (line.kind === "episode") return "episodes";
  if (line.kind === "vector") return "vectors";
  return line.isLate ? "late graves" : "graves";
}

/** Tombstones, all or those from `since` on. */
async function* exportGraves(
  tenant: Tenant,
  { since, isLate }: { readonly since: number | null; readonly isLate: boolean },
  { graph }: Stores,
): AsyncGenerator<readonly TenantLine[]> {
  const graves = itemsOf((cursor) => graph.listTombstones(tenant, { cursor, limit: PAGE_SIZE }));
  for await (const group of groupsOf(graves, PAGE_SIZE)) {
    const items = group.filter(({ at }) => since === null || at >= since);
    if (items.length > 0) yield [{ kind: "tombstones", tenant, isLate, items }];
  }
}

async function* exportVectors(
  tenant: Tenant,
  after: string | null,
  { vector }: Stores,
): AsyncGenerator<readonly VectorLine[]> {
  const ids = itemsOf((cursor) => vector.ids(tenant, { cursor, limit: PAGE_SIZE }));
  for await (const group of groupsOf(ids, PAGE_SIZE)) {
    const wanted = group.filter((id) => after === null || id > after);
    if (wanted.length === 0) continue;
    const [embeddings, points] = await Promise.all([
      vector.embeddings(tenant, wanted),
      vector.get(tenant, wanted),
    ]);
    const revisions = new Map(
      points.map((point) => [point.id, point.revisions.at(-1)?.id ?? null]),
    );
    yield wanted.flatMap((id): VectorLine[] => {
      const embedding = embeddings.get(id);
      const revision = revisions.get(id);
      if (!embedding || revision === undefined) return [];
      return [{ kind: "vector", tenant, id, revision, embedding: encodeEmbedding(embedding) }];
    });
  }
}
