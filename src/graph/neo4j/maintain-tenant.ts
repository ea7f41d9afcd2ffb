/** Looking over a whole tenant and projecting it anew, beside its writers. */
import { greatest } from "../../core/extremes.ts";
import type { Tenant } from "../../core/scope.ts";
import type { Projection } from "../../core/visibility.ts";
import type { LedgerFault, LedgerOutcome } from "../graph-store.ts";
import { rebuildPart, type RebuiltPart, STATEMENTS_AT_ONCE } from "../ledger/rebuild-ledger.ts";
import { verifyLedger } from "../ledger/verify-ledger.ts";
import { ERASE_STRAY_EDGES } from "./statements/erase-stray-edges.ts";
import { MISSING_EDGES } from "./statements/missing-edges.ts";
import { REVISION } from "./statements/revision.ts";
import { STRAY_EDGES } from "./statements/stray-edges.ts";
import { type LedgerServer, TenantLedger } from "./tenant-ledger.ts";

/** Looks at what seems to be at fault: writers that come in between each time are faster than reading the tenant is. */
const MAX_LOOKS = 5;

/**
 * Every fault of the tenant's ledger and of what is drawn of it.
 *
 * A look is several reads, and a writer may come in between, or be seen by halves. So a fault is told only if it is there
 * at a look between whose beginning and end nobody wrote, or at every one of five looks.
 */
export async function verifyTenant(
  tenant: Tenant,
  server: LedgerServer,
): Promise<readonly LedgerFault[]> {
  let { faults } = await look(tenant, server, { isLocked: false });
  for (let count = 1; count < MAX_LOOKS && faults.length > 0; count += 1) {
    // Each read waits for the writer who is at it, so that it sees what that one wrote as a whole.
    const again = await look(tenant, server, { isLocked: true });
    const still = new Set(again.faults.map((fault) => nameOf(fault)));
    faults = faults.filter((fault) => still.has(nameOf(fault)));
    if (again.isOfOneState) break;
  }
  return faults;
}

function nameOf({ kind, id }: LedgerFault): string {
  return `${kind} ${id}`;
}

interface Look {
  readonly faults: readonly LedgerFault[];
  /** Whether nobody wrote meanwhile. */
  readonly isOfOneState: boolean;
}

async function look(
  tenant: Tenant,
  server: LedgerServer,
  { isLocked }: { readonly isLocked: boolean },
): Promise<Look> {
  const ledger = new TenantLedger(tenant, server);
  const faults = await ledger.readWhole(verifyLedger, { isLocked });
  const missing = await ledger.ask(MISSING_EDGES, { tenant });
  const stray = await ledger.ask(STRAY_EDGES, { tenant });
  const [now] = await ledger.ask(REVISION, { tenant });
  const told = new Set(faults.map(({ id }) => id));
  return {
    faults: [
      ...faults,
      // What nothing tells is told once.
      ...faultsOf("missing-edge", missing).filter(({ id }) => !told.has(id)),
      ...faultsOf("stray-edge", stray),
    ],
    isOfOneState: Number(now?.["revision"] ?? 0) === ledger.set.revision,
  };
}

function faultsOf(
  kind: LedgerFault["kind"],
  rows: readonly Readonly<Record<string, unknown>>[],
): LedgerFault[] {
  return rows.map(({ id }) => ({ kind, id: String(id) }));
}

/**
 * Projects everything anew, in parts that are each a write of their own, so that none is larger than a server takes within
 * the time-out, and writers come in between. Interrupted, it has mended the parts that it came to.
 */
export async function rebuildTenant(
  tenant: Tenant,
  server: LedgerServer,
  signal: AbortSignal | undefined,
): Promise<LedgerOutcome> {
  const all = await new TenantLedger(tenant, server).readWhole((tables) => ({
    statements: tables.statementIds(),
    edges: tables.unattestedEdges(),
    keys: [...tables.entityKeys()],
  }));
  const projections = new Map<string, Projection>();
  const seen = new Set<string>();
  let revision = 0;
  const longest = greatest(Object.values(all).map(({ length }) => length));
  // A tenant that has nothing is a part as well: its revision is raised.
  for (let start = 0; start === 0 || start < longest; start += STATEMENTS_AT_ONCE) {
    signal?.throwIfAborted();
    const end = start + STATEMENTS_AT_ONCE;
    const part = {
      statements: all.statements.slice(start, end).filter((id) => !seen.has(id)),
      edges: all.edges.slice(start, end),
      keys: all.keys.slice(start, end),
    };
    const ledger = new TenantLedger(tenant, server);
    const rebuilt: RebuiltPart = await ledger.write((tables) => rebuildPart(tables, part));
    for (const id of rebuilt.seen) seen.add(id);
    for (const [id, projection] of rebuilt.projections) projections.set(id, projection);
    ({ revision } = rebuilt);
  }
  await server.connection.write(ERASE_STRAY_EDGES, { tenant });
  return { revision, changes: [], projections, dead: new Set(), redactedTurnIds: [] };
}
