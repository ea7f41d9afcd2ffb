import { describe, expect, test } from "vitest";
import type { HitKind, Spell } from "../../../src/core/records.ts";
import {
  holdsAt,
  isEdgeVisible,
  isVisible,
  type Projection,
  spellShown,
  type Visibility,
} from "../../../src/core/visibility.ts";

function spell(from: number | null, to: number | null): Spell {
  return { from, to, closedAt: to };
}

function projected(spells: readonly Spell[], more: Partial<Projection> = {}): Projection {
  return {
    revision: 1,
    spells,
    retractedAt: null,
    foldedInto: null,
    isAttesting: true,
    text: "text",
    evidence: [],
    agentIds: [null],
    runIds: [],
    metadata: {},
    ...more,
  };
}

function at(asOf: number, more: Partial<Visibility> = {}): Visibility {
  return {
    asOf,
    isExplicit: false,
    includeClosed: false,
    agentId: null,
    runId: null,
    kinds: null,
    ...more,
  };
}

const explicitly = { isExplicit: true };

function sees(kind: HitKind, projection: Projection, want: Visibility, said = 0): boolean {
  return isVisible({ kind, at: said, projection }, want);
}

describe("holdsAt()", () => {
  test("begins with from and ends before to", () => {
    const one = spell(2, 5);
    const held = [1, 2, 4, 5].map((asOf) => holdsAt(one, { asOf, isExplicit: true }));
    expect(held).toEqual([false, true, true, false]);
  });

  test("counts what begins later as holding unless a time was named", () => {
    expect(holdsAt(spell(9, null), { asOf: 5, isExplicit: false })).toBe(true);
    expect(holdsAt(spell(9, null), { asOf: 5, isExplicit: true })).toBe(false);
  });

  test("takes an unknown start as long ago, and a spell of no length as none", () => {
    expect(holdsAt(spell(null, 5), { asOf: -100, isExplicit: true })).toBe(true);
    expect(holdsAt(spell(9, 9), { asOf: 5, isExplicit: false })).toBe(false);
  });
});

describe("isVisible() of a trait or note", () => {
  const lisbon = projected([spell(1, 3), spell(5, null)]);

  test("shows it while a spell holds", () => {
    const seen = [0, 1, 3, 5, 9].map((asOf) => sees("trait", lisbon, at(asOf, explicitly)));
    expect(seen).toEqual([false, true, false, true, true]);
    expect(sees("note", lisbon, at(9))).toBe(true);
    expect(sees("trait", projected([spell(1, 3)]), at(9))).toBe(false);
  });

  test("shows the past with includeClosed, but nothing later than a named time", () => {
    const past = projected([spell(4, 6)]);
    expect(sees("trait", past, at(9, { includeClosed: true }))).toBe(true);
    expect(sees("trait", past, at(3, { includeClosed: true, ...explicitly }))).toBe(false);
  });

  test("shows nothing that was taken back or is told by another", () => {
    const all = at(9, { includeClosed: true });
    expect(sees("trait", projected([], { retractedAt: 4 }), all)).toBe(false);
    expect(sees("trait", projected([], { foldedInto: "other" }), all)).toBe(false);
  });

  test("narrows to kinds", () => {
    const want = at(9, { kinds: new Set(["event"]) });
    expect(sees("trait", lisbon, want)).toBe(false);
    expect(sees("event", lisbon, want)).toBe(true);
  });
});

describe("isVisible() of an event", () => {
  test("shows it for ever, however long it is over", () => {
    expect(sees("event", projected([spell(1, 2)]), at(900))).toBe(true);
    expect(sees("event", projected([spell(null, null)]), at(900, explicitly))).toBe(true);
  });

  test("is hidden by a named time before it, and by no other", () => {
    const event = projected([spell(7, null)]);
    expect(sees("event", event, at(5))).toBe(true);
    expect(sees("event", event, at(6, explicitly))).toBe(false);
    expect(sees("event", event, at(7, explicitly))).toBe(true);
  });
});

describe("isVisible() of a turn", () => {
  test("is hidden when everything it attests is closed", () => {
    expect(sees("turn", projected([spell(1, 3), spell(2, 4)]), at(9))).toBe(false);
    expect(sees("turn", projected([spell(1, 3), spell(2, null)]), at(9))).toBe(true);
    expect(sees("turn", projected([]), at(9))).toBe(false);
    expect(sees("turn", projected([]), at(9, { includeClosed: true }))).toBe(true);
  });

  test("is shown when it attests nothing", () => {
    expect(sees("turn", projected([], { isAttesting: false }), at(9))).toBe(true);
  });

  test("is hidden by a named time before it was said", () => {
    const turn = projected([spell(1, null)]);
    expect(sees("turn", turn, at(5, explicitly), 6)).toBe(false);
    expect(sees("turn", turn, at(6, explicitly), 6)).toBe(true);
    expect(sees("turn", turn, at(5), 6)).toBe(true);
  });

  test("is shown at a named time when what it announced had not begun: that is not closed", () => {
    expect(sees("turn", projected([spell(8, null)]), at(5, explicitly), 4)).toBe(true);
    expect(sees("turn", projected([spell(2, 4)]), at(5, explicitly), 1)).toBe(false);
    expect(sees("turn", projected([spell(2, 4)]), at(3, explicitly), 1)).toBe(true);
  });
});

describe("isVisible() in a narrower scope", () => {
  test("an agent sees its own records and those of no agent", () => {
    const of = (...agentIds: (string | null)[]): Projection =>
      projected([spell(1, null)], { agentIds });
    const want = at(9, { agentId: "spock" });
    expect(sees("trait", of("spock"), want)).toBe(true);
    expect(sees("trait", of(null), want)).toBe(true);
    expect(sees("trait", of("scotty", "spock"), want)).toBe(true);
    expect(sees("trait", of("scotty"), want)).toBe(false);
    expect(sees("trait", of("scotty"), at(9))).toBe(true);
  });

  test("a run sees what some evidence of it attests", () => {
    const of = (...runIds: string[]): Projection => projected([spell(1, null)], { runIds });
    const want = at(9, { runId: "r1" });
    expect(sees("trait", of("r0", "r1"), want)).toBe(true);
    expect(sees("trait", of("r0"), want)).toBe(false);
    expect(sees("turn", of(), want)).toBe(false);
  });
});

describe("isEdgeVisible()", () => {
  test("follows the rule of a trait", () => {
    const cases = [
      projected([spell(1, 3)]),
      projected([spell(1, null)]),
      projected([spell(7, null)]),
      projected([spell(null, 4)]),
      projected([], { foldedInto: "x" }),
      projected([spell(1, null)], { agentIds: ["scotty"] }),
    ];
    const wants = [
      at(5),
      at(5, explicitly),
      at(5, { includeClosed: true }),
      at(2, { agentId: "spock" }),
    ];
    for (const projection of cases) {
      for (const want of wants) {
        expect(isEdgeVisible(projection, want)).toBe(sees("trait", projection, want));
      }
    }
  });
});

describe("spellShown()", () => {
  const lisbon = projected([spell(1, 3), spell(5, 7), spell(9, null)]);

  test("is the one that holds at the time", () => {
    expect(spellShown(lisbon, at(2))).toEqual(spell(1, 3));
    expect(spellShown(lisbon, at(6))).toEqual(spell(5, 7));
    expect(spellShown(lisbon, at(20))).toEqual(spell(9, null));
  });

  test("is one that is yet to begin, unless a time was named: then the latest that had begun", () => {
    expect(spellShown(lisbon, at(8))).toEqual(spell(9, null));
    expect(spellShown(lisbon, at(8, explicitly))).toEqual(spell(5, 7));
  });

  test("is the latest of all if none had begun, and nothing if there is none", () => {
    expect(spellShown(projected([spell(5, 7)]), at(1, explicitly))).toEqual(spell(5, 7));
    expect(spellShown(projected([]), at(1))).toBeUndefined();
  });
});
