/** The order in which edges are listed: the latest recorded first, those of one time by id. */
import { InvalidArgumentError } from "../../core/errors.ts";
import type { NamelessRelation } from "./nameless-relation.ts";

/** A place in that order. */
export type EdgePosition = Pick<NamelessRelation, "recordedAt" | "id">;

/** Orders edges as they are scanned. */
export function compareEdges(a: EdgePosition, b: EdgePosition): number {
  if (a.recordedAt !== b.recordedAt) return b.recordedAt - a.recordedAt;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

/** Makes the opaque text that is handed out for a position. */
export function encodeEdgeCursor({ recordedAt, id }: EdgePosition): string {
  return Buffer.from(JSON.stringify([recordedAt, id])).toString("base64url");
}

/** Reads a cursor back. @throws {InvalidArgumentError} If it was not made by {@link encodeEdgeCursor}. */
export function decodeEdgeCursor(cursor: string): EdgePosition {
  const parts = parse(cursor);
  if (Array.isArray(parts)) {
    // Of an unknown value `Array.isArray` makes an array of anything.
    const [recordedAt, id] = parts as readonly unknown[];
    if (typeof recordedAt === "number" && typeof id === "string") return { recordedAt, id };
  }
  throw new InvalidArgumentError("list relations", "cursor", "one that a listing gave", cursor);
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    // Whatever it is, it is not a cursor.
    return undefined;
  }
}
