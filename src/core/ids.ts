/**
 * UUIDs: version 7 for what is new, version 5 for what must come out the same wherever it is computed.
 *
 * Source: Davis, Peabody & Leach, "Universally Unique IDentifiers", RFC 9562, 2024, sections 5.5 and 5.7 (method 1 of
 * section 6.2: a counter keeps ids of one source in order within a millisecond and when the clock stands still).
 */
import { createHash, randomBytes } from "node:crypto";

import type { Clock } from "./clock.ts";

/** The namespace of every version 5 id here: the version 5 UUID of "mnemograph" in RFC 9562's DNS namespace. */
const NAMESPACE = Buffer.from("232c458ffcc75bd08279667719b4b01e", "hex");

/** Gives ids that increase with every call. */
export interface IdSource {
  next(): string;
}

/** Ids of version 7 from `clock`, strictly increasing within this source even if the clock stands still or goes back. */
export function createIdSource(clock: Clock): IdSource {
  let lastMs = 0;
  let counter = 0;
  return {
    next(): string {
      // A clock may tell fractions of a millisecond: two of one millisecond must still come out in order.
      const now = Math.floor(clock.now());
      if (now > lastMs) {
        lastMs = now;
        counter = 0;
      } else {
        counter += 1;
        if (counter > 0xfff) {
          lastMs += 1;
          counter = 0;
        }
      }
      const bytes = randomBytes(16);
      bytes.writeUIntBE(lastMs, 0, 6);
      bytes.writeUInt16BE(0x7000 | counter, 6);
      return format(bytes);
    },
  };
}

/** The version 5 UUID of `parts`: equal parts give equal ids, on every machine. Parts are framed, so ("ab","c") and ("a","bc") differ. */
export function deterministicId(...parts: readonly (string | number | null)[]): string {
  const hash = createHash("sha1").update(NAMESPACE);
  hash.update(JSON.stringify(parts));
  const bytes = hash.digest().subarray(0, 16);
  bytes.writeUInt8(0x50 | (bytes.readUInt8(6) & 0x0f), 6);
  return format(bytes);
}

/** How an idempotency key begins that was made here, for an add that came without one. */
const MADE_KEY = "retry:";

/** An idempotency key for an add that came without one. The ids of such episodes are in the order of their keys' making. */
export function makeKey(ids: IdSource): string {
  return `${MADE_KEY}${ids.next()}`;
}

/** The id of the episode that a tenant adds under a key: the same one wherever it is computed. */
export function episodeIdOf(tenant: string, key: string): string {
  const id = deterministicId("episode", tenant, key);
  const made = key.startsWith(MADE_KEY) ? key.slice(MADE_KEY.length) : "";
  if (!isUuid(made) || made[14] !== "7") return id;
  // Its time and counter stand before what says whose it is: what was added later comes later.
  return `${made.slice(0, 18)}${id.slice(18)}`;
}

/** Whether `text` has the form of a UUID in lower case. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text);
}

/** Writes the RFC's variant into the bytes and spells them out. */
function format(bytes: Buffer): string {
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** The id of the turn at `index` of an episode. */
export function turnIdOf(episodeId: string, index: number): string {
  return deterministicId("turn", episodeId, index);
}
