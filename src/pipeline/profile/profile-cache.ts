/** Profiles as they were made last. */
import type { Profile } from "./profile-views.ts";

/** Characters of all kept profiles together, of two bytes each: 16 MiB, some 150 of the default limits. */
const MAX_KEPT_CHARACTERS = 8_388_608;

/** What an entry takes besides its texts, in characters: an estimate, on the high side. */
const ENTRY_CHARACTERS = 500;

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
  readonly #maxSize: number;
  /** The least recently used first. */
  readonly #profiles = new Map<string, { readonly kept: KeptProfile; readonly size: number }>();
  #size = 0;

  constructor(maxSize: number = MAX_KEPT_CHARACTERS) {
    this.#maxSize = maxSize;
  }

  /** What is kept now, in characters: an estimate. */
  get size(): number {
    return this.#size;
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
    const size = sizeOf(key, kept.profile);
    // One that leaves no room for others is not worth them.
    if (size > this.#maxSize) return;
    this.#put(key, { kept, size });
    for (const oldest of this.#profiles.keys()) {
      if (this.#size <= this.#maxSize) break;
      this.#drop(oldest);
    }
  }

  #put(key: string, found: { readonly kept: KeptProfile; readonly size: number }): void {
    this.#profiles.set(key, found);
    this.#size += found.size;
  }

  #drop(key: string): void {
    this.#size -= this.#profiles.get(key)?.size ?? 0;
    this.#profiles.delete(key);
  }
}

function sizeOf(key: string, { text, traits, relations, timeline }: Profile): number {
  const texts = [
    ...[...traits, ...timeline].map(
      ({ memory, metadata, turnIds }) => memory + JSON.stringify(metadata) + turnIds.join(""),
    ),
    ...relations.map(({ fact, turnIds }) => fact + turnIds.join("")),
  ];
  const characters = texts.reduce((sum, one) => sum + one.length, key.length + text.length);
  return ENTRY_CHARACTERS * (texts.length + 1) + characters;
}
