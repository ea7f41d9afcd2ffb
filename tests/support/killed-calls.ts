/** Calls that change or write much at once, as a process makes them that is killed in the midst of one. */
import { createReadStream } from "node:fs";

import type { Memory, Scope } from "../../src/index.ts";
import { NUMBERED_SCOPES } from "./numbered-operations.ts";

/** The tenant that is deleted from. */
export const DELETED_SCOPE: Scope = NUMBERED_SCOPES[0] ?? {};

/** The name of a call. */
export type KilledCall = "delete" | "deleteAll" | "reset" | "import" | "backup";

/** What the calls work on. */
export interface KilledCallOrders {
  readonly call: KilledCall;
  /** The memory's file. */
  readonly path: string;
  /** An export, which is taken in. */
  readonly exported: string;
  /** Where a backup goes. */
  readonly backup: string;
  /** A memory that is deleted. */
  readonly id: string;
}

type MakeCall = (memory: Memory, orders: KilledCallOrders) => Promise<unknown>;

/** How each call is made. */
export const KILLED_CALLS: Readonly<Record<KilledCall, MakeCall>> = {
  delete: async (memory, { id }) => memory.delete(id, DELETED_SCOPE),
  deleteAll: async (memory) => memory.deleteAll(DELETED_SCOPE),
  reset: async (memory) => memory.reset(),
  import: async (memory, { exported }) => memory.import(createReadStream(exported)),
  backup: async (memory, { backup }) => memory.backup(backup, { overwrite: true }),
};
