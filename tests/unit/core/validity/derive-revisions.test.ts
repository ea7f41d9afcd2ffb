import { describe, expect, test } from "vitest";
import type { Attestation } from "../../../../src/core/records.ts";
import { canonicalizer } from "../../../../src/core/validity/canonical.ts";
import {
  allSpells,
  derive,
  lives,
  merge,
  noIts,
  permutations,
  tell,
} from "../../../support/ledger.ts";

/** The user's new text of a memory; without a place it names no slot. */
function revise(of: string, at: number, place: string | null): Attestation {
  const more = { isRevision: true, id: `revision of ${of} @${at}`, turnId: `revision ${at}` };
  return place === null ? tell(of, at, more) : lives(place, at, { of, ...more });
}

describe("deriveState() of a revised memory", () => {
  test("moves all its tellings to the new value", () => {
    const told = [
      lives("lisbon", 1),
      lives("lisbon", 4),
      lives("porto", 6),
      revise("lisbon", 8, "braga"),
    ];
    expect(allSpells(derive(told))).toEqual({ lisbon: [[1, 6]], porto: [[6, null]] });
    const again = lives("braga", 9, { statedFrom: 3 });
    expect(derive([...told, again]).statements.get("braga")?.foldedInto).toBe("lisbon");
  });

  test("tells nothing new itself", () => {
    const state = derive([lives("lisbon", 1), revise("lisbon", 8, "braga")]);
    expect([...state.attestations.keys()]).toEqual([lives("lisbon", 1).id]);
    expect(allSpells(derive([revise("lisbon", 8, "braga")]))).toEqual({});
  });

  test("takes the last of several", () => {
    const told = [
      lives("lisbon", 1),
      lives("faro", 2),
      revise("lisbon", 5, "braga"),
      revise("lisbon", 7, "faro"),
    ];
    for (const arrived of permutations(told)) {
      // It was closed by Faro when it became Faro: closed it stays.
      expect(allSpells(derive(arrived))).toEqual({ lisbon: [[1, 2]], faro: [[2, null]] });
    }
  });

  test("leaves the slot if the new text names none", () => {
    const told = [lives("lisbon", 1), revise("lisbon", 2, null), lives("porto", 4)];
    expect(allSpells(derive(told))).toEqual({ lisbon: [[1, null]], porto: [[4, null]] });
    const again = lives("lisbon", 6, { of: "lives in Lisbon" });
    expect(allSpells(derive([...told, again]))).toEqual({
      lisbon: [[1, null]],
      porto: [[4, 6]],
      "lives in Lisbon": [[6, null]],
    });
  });

  test("stays closed if it was, also out of the slot, until what closed it is deleted", () => {
    const told = [lives("lisbon", 1), lives("lisbon", 2), revise("lisbon", 6, null)];
    const porto = lives("porto", 4);
    expect(allSpells(derive([...told, porto]))).toEqual({ lisbon: [[1, 4]], porto: [[4, null]] });
    expect(allSpells(derive(told))).toEqual({ lisbon: [[1, null]] });
    const tellAgain = tell("lisbon", 8);
    expect(allSpells(derive([...told, porto, tellAgain]))).toEqual({
      lisbon: [
        [1, 4],
        [8, null],
      ],
      porto: [[4, null]],
    });
  });

  test("stays closed through a second revision", () => {
    const told = [
      lives("lisbon", 1),
      lives("porto", 4),
      revise("lisbon", 6, null),
      revise("lisbon", 7, "porto"),
    ];
    expect(allSpells(derive(told))).toEqual({ lisbon: [[1, 4]], porto: [[4, null]] });
  });

  test("stays closed when it moves to another slot", () => {
    const works = { subject: "ana", type: "WORKS_IN", value: "lisbon" };
    const moved = { ...revise("lisbon", 6, "lisbon"), slot: works };
    const told = [lives("lisbon", 1), lives("porto", 4), moved];
    expect(allSpells(derive(told))).toEqual({ lisbon: [[1, 4]], porto: [[4, null]] });
  });

  test("stays open if what would have closed it was told only later", () => {
    const later = lives("porto", 7, { statedFrom: 3 });
    const told = [lives("lisbon", 1), revise("lisbon", 5, null), later];
    expect(allSpells(derive(told))).toEqual({ lisbon: [[1, null]], porto: [[3, null]] });
  });

  test("does not close what had been reopened when it left the slot", () => {
    const told = [
      lives("braga", 0),
      lives("lisbon", 1),
      revise("lisbon", 2, null),
      revise("braga", 5, null),
    ];
    expect(allSpells(derive(told))).toEqual({ braga: [[0, null]], lisbon: [[1, null]] });
  });

  test("never closes if it is an event", () => {
    const told = [
      lives("lisbon", 1, { of: "moved", form: "event" }),
      lives("lisbon", 2),
      lives("porto", 4),
      { ...revise("moved", 6, "porto"), form: "event" as const },
    ];
    expect(allSpells(derive(told))).toEqual({
      moved: [[1, null]],
      lisbon: [[2, 4]],
      porto: [[4, null]],
    });
  });

  test("stays taken back if it was", () => {
    const told = [lives("lisbon", 1), noIts("braga", 4)];
    for (const place of [null, "braga"]) {
      const state = derive([...told, revise("lisbon", 6, place)]);
      expect(state.statements.get("lisbon")?.retractedAt).toBe(4);
      expect(allSpells(state)).toEqual({ braga: [[1, null]] });
    }
  });

  test("keeps what it had corrected taken back", () => {
    const told = [lives("lisbon", 1), noIts("braga", 4), revise("braga", 6, "coimbra")];
    expect(allSpells(derive(told))).toEqual({ braga: [[1, null]] });
  });

  test("is not what a later correction of the slot means", () => {
    const told = [lives("lisbon", 1), revise("lisbon", 2, null), noIts("braga", 4)];
    expect(allSpells(derive(told))).toEqual({ lisbon: [[1, null]], braga: [[4, null]] });
  });
});

describe("deriveState() after merges", () => {
  test("Lisboa is Lisbon: one value, one spell", () => {
    const told = [lives("lisbon", 1), lives("lisboa", 3), lives("porto", 5)];
    expect(allSpells(derive(told))).toEqual({
      lisbon: [[1, 3]],
      lisboa: [[3, 5]],
      porto: [[5, null]],
    });
    const canonical = canonicalizer([merge("lisboa", "lisbon")]);
    const state = derive(told, canonical);
    expect(allSpells(state)).toEqual({ lisbon: [[1, 5]], porto: [[5, null]] });
    expect(state.statements.get("lisboa")?.foldedInto).toBe("lisbon");
  });

  test("joins the timelines of merged subjects", () => {
    const slot = { subject: "anna", type: "LIVES_IN", value: "porto" };
    const told = [lives("lisbon", 1), lives("porto", 3, { slot })];
    expect(allSpells(derive(told))).toEqual({ lisbon: [[1, null]], porto: [[3, null]] });
    const canonical = canonicalizer([merge("anna", "ana")]);
    expect(allSpells(derive(told, canonical))).toEqual({ lisbon: [[1, 3]], porto: [[3, null]] });
  });

  test("joins edges of many-valued relations", () => {
    const likes = (value: string, at: number): Attestation =>
      tell(`likes ${value}`, at, {
        form: "relation",
        slot: { subject: "ana", type: "LIKES", value },
      });
    const canonical = canonicalizer([merge("football", "soccer")]);
    const state = derive([likes("soccer", 1), likes("football", 2)], canonical);
    expect(allSpells(state)).toEqual({ "likes soccer": [[1, null]] });
    expect(state.statements.get("likes football")?.foldedInto).toBe("likes soccer");
  });
});
