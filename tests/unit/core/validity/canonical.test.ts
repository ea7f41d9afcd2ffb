import { describe, expect, test } from "vitest";
import { canonicalizer, identity } from "../../../../src/core/validity/canonical.ts";
import { merge, permutations } from "../../../support/ledger.ts";

describe("canonicalizer()", () => {
  test("leaves an unmerged key as it is", () => {
    expect(canonicalizer([])).toBe(identity);
    expect(identity("ana")).toBe("ana");
    expect(canonicalizer([merge("a", "b")])("ana")).toBe("ana");
  });

  test("follows chains, whatever the order of the merges", () => {
    const merges = [merge("a", "b", 1), merge("b", "c", 2), merge("d", "c", 3)];
    for (const arrived of permutations(merges)) {
      const canonical = canonicalizer(arrived);
      expect(["a", "b", "c", "d"].map(canonical)).toEqual(["c", "c", "c", "c"]);
    }
  });

  test("gives a circle its smallest key, and what leads into it too", () => {
    const merges = [merge("c", "b", 1), merge("b", "a", 2), merge("a", "c", 3), merge("z", "b", 4)];
    for (const arrived of permutations(merges)) {
      const canonical = canonicalizer(arrived);
      expect(["a", "b", "c", "z"].map(canonical)).toEqual(["a", "a", "a", "a"]);
    }
  });

  test("ignores a key merged into itself", () => {
    expect(canonicalizer([merge("a", "a"), merge("a", "b", 5)])("a")).toBe("b");
  });

  test("leaves a name that two share with the one it was first said of, and those two apart", () => {
    const merges = [merge("nita", "ana", 1), merge("nita", "juanita", 2)];
    for (const arrived of permutations(merges)) {
      const canonical = canonicalizer(arrived);
      expect(["nita", "ana", "juanita"].map(canonical)).toEqual(["ana", "ana", "juanita"]);
    }
  });

  test("lets the caller's own merge count before others, and the last of those", () => {
    const alias = merge("nita", "ana", 1);
    const first = merge("nita", "juanita", 2, { reason: "caller" });
    const second = merge("nita", "anita", 3, { reason: "caller" });
    for (const arrived of permutations([alias, first, second])) {
      expect(canonicalizer(arrived)("nita")).toBe("anita");
    }
    expect(canonicalizer([first, alias])("nita")).toBe("juanita");
  });
});
