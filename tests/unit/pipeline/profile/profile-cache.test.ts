import { expect, test } from "vitest";
import type { Profile } from "../../../../src/index.ts";
import { type KeptProfile, ProfileCache } from "../../../../src/pipeline/profile/profile-cache.ts";

function kept(text: string, more: Partial<KeptProfile> = {}): KeptProfile {
  const profile = {
    person: { name: null, aliases: [] },
    language: "en" as const,
    asOf: null,
    traits: [],
    relations: [],
    timeline: [],
    omitted: { traits: 0, relations: 0, timeline: 0, isPartial: false },
    text,
  };
  return { profile, version: "1", from: 10, to: null, ...more };
}

test("ProfileCache gives a profile at its version and in its time alone", () => {
  const cache = new ProfileCache();
  const put = (): void => cache.put("a", kept("diary", { to: 20 }));
  put();
  expect(cache.get("a", "1", 10)?.text).toBe("diary");
  expect(cache.get("a", "1", 19)?.text).toBe("diary");
  expect(cache.get("b", "1", 19)).toBeUndefined();
  expect(cache.get("a", "1", 20)).toBeUndefined();
  expect(cache.size).toBe(0);
  put();
  expect(cache.get("a", "1", 9)).toBeUndefined();
  put();
  expect(cache.get("a", "2", 15)).toBeUndefined();
  expect(cache.get("a", "1", 15)).toBeUndefined();
});

test("ProfileCache keeps within its bound, and lets go what was not asked for longest", () => {
  const one = kept("x".repeat(1_000));
  const probe = new ProfileCache();
  probe.put("a", one);
  const cache = new ProfileCache(probe.size * 2);
  cache.put("a", one);
  cache.put("a", one);
  cache.put("b", one);
  expect(cache.size).toBe(probe.size * 2);
  cache.get("a", "1", 10);
  cache.put("c", one);
  expect(["a", "b", "c"].map((key) => cache.get(key, "1", 10) !== undefined)).toEqual([
    true,
    false,
    true,
  ]);
  cache.put("d", kept("x".repeat(10_000)));
  expect(cache.get("d", "1", 10)).toBeUndefined();
  expect(cache.get("c", "1", 10)).toBeDefined();
});

test("pipeline/profile/profile-cache.ts MAX_KEPT_CHARACTERS is 8,388,608 of all profiles together", () => {
  const isKept = (characterCount: number): boolean => {
    const cache = new ProfileCache();
    // Its key, and what is counted for a profile besides.
    cache.put("a", kept("x".repeat(characterCount - 501)));
    return cache.get("a", "1", 10) !== undefined;
  };
  expect(isKept(8_388_608)).toBe(true);
  expect(isKept(8_388_609)).toBe(false);
});

test("ProfileCache counts every part of a profile", () => {
  const sizeWith = (more: Partial<Profile>): number => {
    const cache = new ProfileCache();
    const one = kept("diary");
    cache.put("a", { ...one, profile: { ...one.profile, ...more } });
    return cache.size;
  };
  const words = "x".repeat(1_000);
  const held = { id: "m", validFrom: null, validTo: null, turnIds: [words] };
  const memory = {
    ...held,
    memory: words,
    attributedTo: "user",
    speaker: null,
    metadata: { words },
    date: null,
    precision: null,
    isDateStated: false,
  } as const;
  const empty = sizeWith({});
  const traits = sizeWith({ traits: [{ ...memory, kind: "trait" }] });
  expect(traits).toBeGreaterThan(empty + 3_000);
  expect(sizeWith({ timeline: [{ ...memory, kind: "event", change: "happened" }] })).toBe(traits);
  expect(sizeWith({ relations: [{ ...held, fact: words }] })).toBeGreaterThan(empty + 2_000);
});
