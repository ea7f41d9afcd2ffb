import { InvalidArgumentError } from "../core/errors.ts";

/** Where a listing by time of recording goes on: after this point. */
export interface ListPosition {
  readonly recordedAt: number;
  readonly id: string;
}

/** Makes the opaque text that is handed out for a position. */
export function encodeListCursor({ recordedAt, id }: ListPosition): string {
  return Buffer.from(JSON.stringify([recordedAt, id])).toString("base64url");
}

/** Reads a cursor back. @throws {InvalidArgumentError} If it was not made by {@link encodeListCursor}. */
export function decodeListCursor(cursor: string): ListPosition {
  const parts = parse(cursor);
  if (Array.isArray(parts)) {
    // Of an unknown value `Array.isArray` makes an array of anything.
    const [recordedAt, id] = parts as readonly unknown[];
    if (typeof recordedAt === "number" && typeof id === "string") return { recordedAt, id };
  }
  throw new InvalidArgumentError("list", "cursor", "one that a listing gave", cursor);
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    // Whatever it is, it is not a cursor.
    return undefined;
  }
}
