/**
 * Has a server plan the long statements before the first add or search waits for it, when it is opened and when it is
 * back after an outage: a cold one takes seconds.
 */
import type { Tenant } from "../../core/scope.ts";
import { applyParameters } from "./apply-parameters.ts";
import { GraphNames } from "./graph-names.ts";
import { lookupParameters } from "./lookup-request.ts";
import type { Neo4jConnection } from "./neo4j-connection.ts";
import { Questions } from "./questions.ts";
import { APPLY } from "./statements/apply.ts";
import { LIST_AROUND } from "./statements/list-around.ts";
import { LOOK_AROUND } from "./statements/look-around.ts";
import { LOOKUP } from "./statements/lookup.ts";
import { WorkingSet } from "./working-set.ts";

/** No tenant has it. */
const NO_TENANT = "" as Tenant;
/** At which nothing is written. */
const NO_REVISION = -1;

/** A server that has just started, on a busy machine, may plan for longer than a call is waited for; nobody waits here. */
const PATIENCE = { timeoutMs: 60_000 } as const;

/** Asks for nothing, and writes nothing. */
export async function warmPlans(connection: Neo4jConnection): Promise<void> {
  const set = new WorkingSet();
  const nothing = lookupParameters(new Questions(), set);
  const lookup = { in: { tenant: NO_TENANT, ...nothing } };
  const names = new GraphNames({ labels: [], types: [] });
  const changes = applyParameters(NO_TENANT, set.tables, names);
  const write = { tenant: NO_TENANT, writer: "", expected: NO_REVISION, burials: 0, ...changes };
  await Promise.all([
    ...[LOOK_AROUND, LIST_AROUND, LOOKUP].map(async (text) =>
      connection.read(text, lookup, PATIENCE),
    ),
    connection.readLocked(NO_TENANT, { text: LOOKUP, parameters: lookup, ...PATIENCE }),
    connection.write(APPLY, { in: write }, PATIENCE),
  ]);
}
