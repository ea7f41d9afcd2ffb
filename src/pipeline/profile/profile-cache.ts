/** Profiles as they were made last. */
import type { Profile } from "./profile-views.ts";

/** The memory that all kept profiles may take together: 16 MiB, some 150 of the default limits. */
export const MAX_KEPT_PROFILE_BYTES: number = 16 * 2 ** 20;

/** What an entry takes besides its texts: an estimate, on the high side. */
const ENTRY_BYTES = 1_000;
const BYTES_PER_CHARACTER = 2;

/** A profile and how long it is true. */
export interface KeptProfile {
  readonly profile: Profile;
  /** What the stores were at when it was read. */
  readonly version: string;
  /** It was made for this moment, epoch ms. */
  readonly from: number;
  /** And is the same until this one, exclusive; null if it changes with a write alone. */
  readonly to: number | null;
}

/**
 * Keeps profiles within a bound; the one not asked for longest goes first.
 *
 * Each is of one key, which names its tenant, and is given only at the version of the stores that it was read at: so a
 * write or deletion by another process is seen like one's own.
 */
export class ProfileCache {
  readonly #maxBytes: number;
  /** The least recently used first. */
  readonly #profiles = new Map<string, { readonly kept: KeptProfile; readonly bytes: number }>();
  #bytes = 0;

  constructor(maxBytes: number = MAX_KEPT_PROFILE_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Memory held now, in bytes: an estimate. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The profile of a key, if it is still true; if not, it goes. */
  get(key: string, version: string, now: number): Profile | undefined {
    const found = this.#profiles.get(key);
    if (!found) return undefined;
    this.#drop(key);
    const { kept } = found;
    const isTimely = now >= kept.from && (kept.to === null || now < kept.to);
    if (kept.version !== version || !isTimely) return undefined;
    this.#put(key, found);
    return kept.profile;
  }

  /** Keeps a profile in the place of the one before. */
  put(key: string, kept: KeptProfile): void {
    this.#drop(key);
    const bytes = bytesOf(key, kept.profile);
    // One that leaves no room for others is not worth them.
    if (bytes > this.#maxBytes) return;
    this.#put(key, { kept, bytes });
    for (const oldest of this.#profiles.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#drop(oldest);
    }
  }

  #put(key: string, found: { readonly kept: KeptProfile; readonly bytes: number }): void {
    this.#profiles.set(key, found);
    this.#bytes += found.bytes;
  }

  #drop(key: string): void {
    this.#bytes -= this.#profiles.get(key)?.bytes ?? 0;
    this.#profiles.delete(key);
  }
}

function bytesOf(key: string, { text, traits, timeline }: Profile): number {
  const entries = [...traits, ...timeline];
  const characters = entries.reduce(
    (sum, { memory, metadata, turnIds }) =>
      sum + memory.length + JSON.stringify(metadata).length + turnIds.join("").length,
    key.length + text.length,
  );
  return ENTRY_BYTES * (entries.length + 1) + characters * BYTES_PER_CHARACTER;
}
