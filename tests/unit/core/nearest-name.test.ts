import { describe, expect, test } from "vitest";
import { describeKnown, nearestOf } from "../../../src/core/nearest-name.ts";

const SEARCH = ["userId", "limit", "filters", "threshold", "timeZone", "timeBudgetMs"];

describe("nearestOf()", () => {
  test.each([
    ["limt", "limit"],
    ["limits", "limit"],
    ["lmiit", "limit"],
    ["lim", "limit"],
    ["user_id", "userId"],
    ["USERID", "userId"],
    ["filter", "filters"],
    ["treshold", "threshold"],
    ["timezone", "timeZone"],
    ["top_k", "limit"],
    ["topK", "limit"],
    ["k", "limit"],
    ["top", "limit"],
    ["max_results", "limit"],
  ])("takes %s for %s", (name, meant) => {
    expect(nearestOf(name, SEARCH)).toBe(meant);
  });

  test.each(["topJ", "foo", "x", "", "li", "limit".repeat(100_000)])(
    "takes %.20s for nothing",
    (name) => {
      expect(nearestOf(name, SEARCH)).toBeUndefined();
    },
  );

  test("takes what others call an option for it only where it is known", () => {
    expect(nearestOf("topK", ["userId"])).toBeUndefined();
    expect(nearestOf("top", ["topP", "model"])).toBe("topP");
  });

  test("takes the nearest of several near ones, and the first of equally near ones", () => {
    expect(nearestOf("validTo", ["validFrom", "validT", "validUntil"])).toBe("validT");
    expect(nearestOf("abcd", ["abcx", "abcy"])).toBe("abcx");
  });
});

describe("describeKnown()", () => {
  test("names the nearest first, then all", () => {
    expect(describeKnown(["limt", "zz", "user_id"], ["userId", "limit"])).toBe(
      "made of known options only (did you mean 'limit' and 'userId'? Known are userId, limit)",
    );
    expect(describeKnown(["zz"], ["limit"])).toBe("made of known options only (Known are limit)");
  });
});

test("core/nearest-name.ts MAX_COMPARED_LENGTH: a name of 50 letters is compared, one of 51 is not", () => {
  const known = (length: number): string => "a".repeat(length);
  expect(nearestOf("b".padStart(50, "a"), [known(50)])).toBe(known(50));
  expect(nearestOf("b".padStart(51, "a"), [known(51)])).toBeUndefined();
});
