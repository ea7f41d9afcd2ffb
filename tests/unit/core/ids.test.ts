import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createIdSource, deterministicId, isUuid, turnIdOf } from "../../../src/core/ids.ts";

/** Version and variant of an id, as RFC 9562 has them. */
function kindOf(id: string): string {
  return `${id.charAt(14)} ${/^[89ab]$/.test(id.charAt(19))}`;
}

describe("createIdSource()", () => {
  test("gives version 7 ids that begin with the time", () => {
    const ids = createIdSource({ now: () => 0x0123456789ab });
    const id = ids.next();
    expect(isUuid(id)).toBe(true);
    expect(kindOf(id)).toBe("7 true");
    expect(id.slice(0, 13)).toBe("01234567-89ab");
  });

  test("increases while the clock stands still, past the room of one millisecond", () => {
    const ids = createIdSource({ now: () => 1000 });
    const made = Array.from({ length: 10_000 }, () => ids.next());
    expect(made.toSorted()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  test("increases when the clock goes back, or tells parts of a millisecond", () => {
    const times = [5000, 4000, 4000.5, 5000.2, 5000.1, 5000.9, 5001.4, 5001.1, 0, -5];
    let turn = 0;
    const ids = createIdSource({ now: () => times[turn++] ?? 0 });
    const made = times.map(() => ids.next());
    expect(made.toSorted()).toEqual(made);
  });

  test("gives two sources of one clock different ids", () => {
    const clock = { now: () => 1000 };
    expect(createIdSource(clock).next()).not.toBe(createIdSource(clock).next());
  });
});

describe("deterministicId()", () => {
  test("gives the same version 5 id for the same parts, and hashes in its documented namespace", () => {
    const id = deterministicId("memory", "user:kirk", null, 3);
    expect(id).toBe(deterministicId("memory", "user:kirk", null, 3));
    expect(kindOf(id)).toBe("5 true");
    const dns = Buffer.from("6ba7b8109dad11d180b400c04fd430c8", "hex");
    const namespace = createHash("sha1").update(dns).update("mnemograph").digest().subarray(0, 16);
    namespace[6] = ((namespace[6] ?? 0) & 0x0f) | 0x50;
    namespace[8] = ((namespace[8] ?? 0) & 0x3f) | 0x80;
    const own = createHash("sha1")
      .update(namespace)
      .update('["memory","user:kirk",null,3]')
      .digest("hex");
    expect(id.slice(0, 14).replaceAll("-", "")).toBe(own.slice(0, 12));
  });

  test("frames its parts", () => {
    const ids = [
      deterministicId("ab", "c"),
      deterministicId("a", "bc"),
      deterministicId("abc"),
      deterministicId("ab", "c", null),
      deterministicId("ab", "c", ""),
      deterministicId('ab","c'),
      deterministicId(1),
      deterministicId("1"),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("turnIdOf()", () => {
  test("differs by episode and index", () => {
    const ids = [turnIdOf("a", 0), turnIdOf("a", 1), turnIdOf("b", 0)];
    expect(new Set(ids).size).toBe(3);
    expect(turnIdOf("a", 0)).toBe(turnIdOf("a", 0));
  });
});

describe("isUuid()", () => {
  test("takes lower case only, and nothing around it", () => {
    const id = deterministicId("x");
    expect(isUuid(id)).toBe(true);
    for (const other of [id.toUpperCase(), ` ${id}`, `${id}\n`, id.replaceAll("-", ""), ""]) {
      expect(isUuid(other)).toBe(false);
    }
  });
});
