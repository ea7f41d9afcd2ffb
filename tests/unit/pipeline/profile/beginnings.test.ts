import { expect, test } from "vitest";
import type { ChosenChange } from "../../../../src/pipeline/profile/choose.ts";
import { confirmBeginnings } from "../../../../src/pipeline/profile/beginnings.ts";
import type { Attestation, Supersession } from "../../../../src/core/records.ts";

const began = (id: string, at: number): ChosenChange => {
  const spell = { from: at, to: null, closedAt: null };
  return { id, spell, change: "began", at };
};

// Of a record only these fields are looked at.
const tells = (of: string, subject: string, type: string, isSingle = true): Attestation =>
  ({
    of,
    form: "trait",
    statedFrom: null,
    episodeAt: 0,
    slot: { subject, type, value: of },
    isSingle,
  }) as Attestation;

test("confirmBeginnings() takes what shares a slot with what ended then, or supersedes it", () => {
  const supersedes = { old: "tea", by: "coffee" } as Supersession;
  const ledger = {
    attestations: [
      tells("lisbon", "@user", "LIVES_IN"),
      tells("porto", "ana", "LIVES_IN"),
      tells("work", "@user", "WORKS_AT"),
      tells("jazz", "@user", "LIKES", false),
      tells("rock", "@user", "LIKES", false),
      { ...tells("edge", "@user", "LIVES_IN"), form: "relation" as const },
    ],
    supersessions: [supersedes],
  };
  const endedAt = new Map([
    [10, ["lisbon", "rock", "tea"]],
    [20, ["porto"]],
  ]);
  const canonical = (key: string): string => (key === "ana" ? "@user" : key);
  const found = confirmBeginnings(
    ["porto", "work", "jazz", "edge", "coffee", "unheard of"].map((id) => began(id, 10)),
    { ledger, canonical, endedAt },
  );
  expect(found.map(({ id }) => id)).toEqual(["porto", "coffee"]);
  const later = confirmBeginnings([began("porto", 20), began("lisbon", 30)], {
    ledger,
    canonical,
    endedAt,
  });
  expect(later).toEqual([]);
});

test("confirmBeginnings() takes what was stated to begin at another time than it was told", () => {
  const stating = (of: string, statedFrom: number | null, episodeAt: number): Attestation =>
    ({ of, form: "trait", statedFrom, episodeAt, slot: null }) as Attestation;
  const ledger = {
    attestations: [
      stating("dated", 10, 30),
      stating("dated", null, 40),
      stating("told", null, 10),
      stating("told on its day", 10, 10),
      stating("other date", 11, 30),
    ],
    supersessions: [],
  };
  const sources = { ledger, canonical: (key: string): string => key, endedAt: new Map() };
  const ids = ["dated", "told", "told on its day", "other date"];
  const found = confirmBeginnings(
    ids.map((id) => began(id, 10)),
    sources,
  );
  expect(found.map(({ id }) => id)).toEqual(["dated"]);
});
