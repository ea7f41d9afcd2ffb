import { describe, expect, test } from "vitest";
import {
  createDayFormat,
  findChanges,
  formatBytes,
  formatChange,
  formatCount,
  formatPath,
  pickLatest,
  pickPaths,
} from "../../../examples/demo-report.ts";

const DAYS = createDayFormat();

const LISBON = {
  source: "Kirk",
  relationship: "LIVES_IN",
  destination: "Lisbon",
  validFrom: "2024-01-14T10:20:00.000Z",
  validTo: "2024-05-13T00:00:00.000Z",
};
const PORTO = {
  source: "Kirk",
  relationship: "LIVES_IN",
  destination: "Porto",
  validFrom: "2024-05-13T00:00:00.000Z",
  validTo: null,
};
const LIKES_JAZZ = {
  source: "Kirk",
  relationship: "LIKES",
  destination: "jazz",
  validFrom: "2024-01-14T10:20:00.000Z",
  validTo: null,
};
const LIKES_TILES = { ...LIKES_JAZZ, destination: "azulejos" };

test("pickLatest() takes the latest in order, unknown starts last", () => {
  const at = (memory: string, validFrom: string | null) => ({ memory, validFrom });
  const first = at("first", "2024-01-14T10:20:00.000Z");
  const second = at("second", "2024-05-13T00:00:00.000Z");
  const also = at("also", "2024-05-13T00:00:00.000Z");
  const unknown = at("unknown", null);
  const given = [unknown, first, second, also];
  expect(pickLatest(given, 4)).toEqual([second, also, first, unknown]);
  expect(pickLatest(given, 1)).toEqual([second]);
});

describe("findChanges()", () => {
  test("finds what ended and what took its place, whatever the order", () => {
    expect(findChanges([LIKES_JAZZ, PORTO, LIKES_TILES, LISBON])).toEqual([
      { source: "Kirk", relationship: "LIVES_IN", values: [LISBON, PORTO] },
    ]);
  });

  test("takes likes that add up for no change", () => {
    expect(findChanges([LIKES_JAZZ, LIKES_TILES])).toEqual([]);
  });

  test("keeps two subjects of one relation apart", () => {
    expect(findChanges([PORTO, { ...PORTO, source: "Nita", destination: "Évora" }])).toEqual([]);
  });
});

describe("formatPath()", () => {
  const edge = (source: string, relationship: string, destination: string) => ({
    source,
    relationship,
    destination,
  });
  const SISTER = edge("Ana Silva", "SISTER_OF", "Kirk");
  const WORK = edge("Ana Silva", "WORKS_AT", "Feedzai");
  const PLACE = edge("Feedzai", "LOCATED_IN", "Coimbra");

  test("writes one chain, each edge in its direction", () => {
    expect(formatPath([SISTER, WORK, PLACE])).toBe(
      "Kirk ←sister of— Ana Silva —works at→ Feedzai —located in→ Coimbra",
    );
    expect(formatPath([PLACE, WORK, SISTER])).toBe(
      "Coimbra ←located in— Feedzai ←works at— Ana Silva —sister of→ Kirk",
    );
  });

  test("begins anew where edges do not touch", () => {
    expect(formatPath([SISTER, PLACE])).toBe(
      "Ana Silva —sister of→ Kirk, Feedzai —located in→ Coimbra",
    );
  });

  test("takes one edge and none", () => {
    expect(formatPath([WORK])).toBe("Ana Silva —works at→ Feedzai");
    expect(formatPath([])).toBe("");
  });
});

describe("pickPaths()", () => {
  const edge = (destination: string) => ({
    source: "Kirk",
    relationship: "KNOWS",
    destination,
  });
  const [one, two] = [edge("Ana Silva"), edge("Rui Almeida")];

  test("leaves out the beginnings of other paths, and keeps the order", () => {
    const [short, long, other] = [{ path: [one] }, { path: [one, two] }, { path: [two] }];
    expect(pickPaths([short, long, other])).toEqual([long, other]);
  });

  test("keeps paths of one length, and the same path twice", () => {
    const [first, second] = [{ path: [one] }, { path: [one] }];
    expect(pickPaths([first, second])).toEqual([first, second]);
  });
});

describe("formatting", () => {
  test("formatChange() tells the values in a line", () => {
    const [change] = findChanges([PORTO, LISBON]);
    expect(change && formatChange(change, DAYS)).toBe(
      "Lisbon (2024-01-14 to 2024-05-13) → Porto (since 2024-05-13)",
    );
  });

  test.each([
    [{ validFrom: null, validTo: null }, ""],
    [{ validFrom: "2024-05-13T00:00:00.000Z" }, "since 2024-05-13"],
    [{ validFrom: null, validTo: "2024-05-13T00:00:00.000Z" }, "until 2024-05-13"],
    [LISBON, "2024-01-14 to 2024-05-13"],
  ])("validity() of %j is %j", (validity, expected) => {
    expect(DAYS.validity(validity)).toBe(expected);
  });

  test("day() is the day of the time zone", () => {
    expect(DAYS.day(undefined)).toBe("–");
    expect(DAYS.day("2025-03-05T16:00:00.000Z")).toBe("2025-03-05");
    expect(createDayFormat("Asia/Macau").day("2025-03-05T16:00:00.000Z")).toBe("2025-03-06");
  });

  test("formatCount() and formatBytes() are plain", () => {
    expect(formatCount(1, "memory", "memories")).toBe("1 memory");
    expect(formatCount(0, "message")).toBe("0 messages");
    expect(formatBytes(411_500)).toBe("412 KB");
    expect(formatBytes(12_340_000)).toBe("12.3 MB");
  });
});
