import type { LedgerRecords } from "../../core/records.ts";
import type { CommitPreview } from "../graph-store.ts";
import { commitLedger } from "./commit-ledger.ts";
import type { LedgerTables } from "./ledger-tables.ts";
import { withNames } from "./named-relations.ts";

/** Commits, and tells what came of it. Whoever calls takes it back. */
export function previewLedger(
  tables: LedgerTables,
  records: LedgerRecords,
  agentId: string | null,
): CommitPreview {
  const outcome = commitLedger(tables, records);
  const changed = outcome.changes.flatMap(({ id, form }) => (form === "relation" ? id : []));
  const ids = new Set([...records.relations.map(({ id }) => id), ...changed]);
  return { outcome, relations: withNames(tables, tables.readRelations(ids), agentId) };
}
