import { describe, expect, test } from "vitest";

import { Memory } from "../../../src/index.ts";
import { bytesOf, everyAnswer, stating, temporaryPath } from "../../support/behaviour.ts";

/** Words that no dictionary of ours holds, in the scripts and places a text may be kept in. */
const CANARY = "Zanzibarquux";
const HAN_CANARY = "魑魅魍魉村";

/** The forms in which a text may lie in a file: as it is, and folded for an index. */
const FORMS = [CANARY, CANARY.toLowerCase(), HAN_CANARY];

function tracesIn(path: string): string[] {
  const bytes = bytesOf(path);
  return FORMS.filter((form) => bytes.includes(form));
}

/** Opens a file with something in it that is to stay. */
async function openWithRest(path: string): Promise<Memory> {
  const memory = await Memory.open({ path });
  for (let index = 0; index < 20; index += 1) {
    await memory.add(`thing${index} is here`, { userId: "kirk", at: "2024-01-01", infer: false });
  }
  return memory;
}

const SECRET = {
  text: `I hid it in ${CANARY}; ${HAN_CANARY}`,
  ...stating(`Kirk lives in ${CANARY}`, ["I", "lives in", CANARY]),
  entities: [{ name: HAN_CANARY, aliases: [`${CANARY}ville`] }],
};

/** What is deleted, by the id that is given. */
const WAYS = [
  ["episode", (added: { episodeId: string }) => added.episodeId],
  ["memory", (added: { results: readonly { id: string }[] }) => added.results[0]?.id ?? ""],
] as const;

describe("erasing", () => {
  test.each(WAYS)(
    "delete() of the %s leaves no byte of it in the file or its log",
    async (_, idOf) => {
      const path = temporaryPath();
      const memory = await openWithRest(path);
      const { text, ...options } = SECRET;
      const metadata = { [`${CANARY}Key`]: HAN_CANARY };
      const added = await memory.add(text, {
        userId: "kirk",
        idempotencyKey: `key ${CANARY}`,
        metadata,
        ...options,
      });
      await memory.search(CANARY, { userId: "kirk" });
      expect(tracesIn(path)).toEqual(FORMS);
      const receipt = await memory.delete(idOf(added), { userId: "kirk" });
      expect(receipt.isPurged).toBe(true);
      expect(tracesIn(path)).toEqual([]);
      const kirk = memory.for({ userId: "kirk" });
      const answers = await everyAnswer(kirk, ["where did I hide it", "lives in"]);
      for (const form of FORMS) expect(answers).not.toContain(form);
      await memory.close();
      expect(tracesIn(path)).toEqual([]);
      const again = await Memory.open({ path });
      expect((await again.stats()).memories).toBe(20);
      expect((await again.verify()).faults).toEqual([]);
      await again.close();
    },
  );

  test("delete() of a revised memory leaves none of its texts", async () => {
    const path = temporaryPath();
    const memory = await openWithRest(path);
    const { results } = await memory.add(`I live in ${CANARY}.`, { userId: "kirk" });
    const id = results[0]?.id ?? "";
    await memory.update(id, `I live in ${HAN_CANARY}`, { userId: "kirk" });
    await memory.update(id, "I live in Lisbon", { userId: "kirk" });
    expect(JSON.stringify(await memory.history(id))).toContain(CANARY);
    await memory.delete(id);
    expect(tracesIn(path)).toEqual([]);
    await memory.close();
  });

  test("delete() of a turn leaves no byte of it where others rest on the same words", async () => {
    const path = temporaryPath();
    const memory = await openWithRest(path);
    await memory.add(`A ${CANARY} for Ana, a ${HAN_CANARY} for Bob`, {
      userId: "kirk",
      facts: [{ text: `Ana has a ${CANARY} ${HAN_CANARY}` }, { text: "Bob has one" }],
    });
    const { results } = await memory.getAll({ userId: "kirk", limit: 1_000 });
    const secret = results.find((one) => one.memory.includes(CANARY));
    await memory.delete(secret?.id ?? "");
    expect(tracesIn(path)).toEqual([]);
    const bob = (await memory.getAll({ userId: "kirk", limit: 1_000 })).results.find(
      (one) => one.memory === "Bob has one",
    );
    expect(bob?.evidence).toMatchObject([{ redacted: true }]);
    await memory.close();
  });

  test("deleteAll() and reset() leave no byte of a tenant but its name", async () => {
    const path = temporaryPath();
    const memory = await openWithRest(path);
    const { text, ...options } = SECRET;
    await memory.add(text, { userId: "spock", ...options });
    await memory.deleteAll({ userId: "spock" });
    expect(tracesIn(path)).toEqual([]);
    expect((await memory.stats({ userId: "kirk" })).memories).toBe(20);
    await memory.add(text, { userId: "spock", ...options });
    expect(tracesIn(path)).toEqual(FORMS);
    await memory.reset();
    expect(tracesIn(path)).toEqual([]);
    expect(bytesOf(path).includes("thing7")).toBe(false);
    await memory.close();
  });

  test("what has expired leaves no byte once the tenant is written to, or repaired", async () => {
    for (const wake of ["add", "repair"] as const) {
      const path = temporaryPath();
      let now = Date.parse("2026-01-01T00:00:00Z");
      const memory = await Memory.open({ path, clock: { now: () => now } });
      const { text, ...options } = SECRET;
      await memory.add(text, { userId: "kirk", ...options, expiresAt: "2026-02-01" });
      expect(tracesIn(path)).toEqual(FORMS);
      now = Date.parse("2026-02-01T00:00:00Z");
      if (wake === "add") await memory.add("hello", { userId: "kirk", infer: false });
      else await memory.repair();
      expect(tracesIn(path)).toEqual([]);
      await memory.close();
    }
  });

  test("dryRun writes no byte", async () => {
    const path = temporaryPath();
    const memory = await openWithRest(path);
    const { text, ...options } = SECRET;
    await memory.add(text, { userId: "kirk", ...options, dryRun: true });
    expect(tracesIn(path)).toEqual([]);
    await memory.close();
  });
});
