import { mkdtemp, rm } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { KILL_SABOTAGES, type KillSabotage } from "../../prove/kill/broken-writers.ts";
import { type Kill, KilledMemory } from "../../prove/kill/killed-memory.ts";
import { COMMIT_STEPS } from "../../src/index.ts";
import { isAdd } from "../support/numbered-operations.ts";
import { seededRandom } from "../support/seeded-random.ts";

/** Kills at each named step. */
const KILLS_PER_STEP = 8;
/** Kills at random moments of a running loop. */
const RANDOM_KILLS = 7;
/** Kills while a file that is not there yet is opened, and set up. */
const OPENING_KILLS = 3;
/** Files that are killed side by side: a machine that tests runs on has two cores at least. */
const LANES = 2;
const MAX_RANDOM_MS = 60;
const MAX_OPENING_MS = 25;

const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mnemograph-kill-"));
  // Killed processes leave no compiled modules behind; one that ends by itself does, and the others start faster.
  process.env["NODE_COMPILE_CACHE"] = join(folder, "compiled");
  const warm = await lifeOf("warm");
  await warm.run({ end: "itself" });
  await warm.close();
});

afterAll(async () => {
  delete process.env["NODE_COMPILE_CACHE"];
  await rm(folder, { recursive: true, force: true });
});

const pathOf = (name: string): string => join(folder, `${name}.mnemograph`);
const lifeOf = async (name: string): Promise<KilledMemory> =>
  KilledMemory.create({ path: pathOf(name) });

describe("kill -9", () => {
  test(`loses nothing that was acknowledged and leaves nothing half (seed ${seed})`, async () => {
    const random = seededRandom(seed);
    const kills: Kill[] = [
      ...COMMIT_STEPS.flatMap((step): Kill[] =>
        Array.from({ length: KILLS_PER_STEP }, () => ({ end: "step", step, skip: random(3) })),
      ),
      ...Array.from({ length: RANDOM_KILLS }, (): Kill => {
        return { end: "moment", after: "1", milliseconds: random(MAX_RANDOM_MS) };
      }),
    ];
    const shuffled = kills.toSorted(() => random(3) - 1);
    const lanes = Array.from({ length: LANES }, (_, lane) =>
      shuffled.filter((_kill, index) => index % LANES === lane),
    );
    const counts = await Promise.all(
      lanes.map(async (lane, index) => {
        const file = await lifeOf(`lane-${index}`);
        for (const kill of lane) {
          await file.run(kill);
          await file.check();
        }
        await file.close();
        return file;
      }),
    );
    let killCount = counts.reduce((sum, file) => sum + file.killCount, 0);
    for (let index = 0; index < OPENING_KILLS; index += 1) {
      const file = await lifeOf(`opening-${index}`);
      await file.run({ end: "moment", after: "opening", milliseconds: random(MAX_OPENING_MS) });
      await file.check();
      await file.close();
      killCount += file.killCount;
    }
    expect(killCount).toBe(50);
    // Every one of them had something to lose.
    for (const file of counts) expect(file.acknowledged).toBeGreaterThan(20);
  });
});

describe("this test", () => {
  test.each(Object.entries(KILL_SABOTAGES))("sees a writer that is %s: it %s", async (name) => {
    const file = await lifeOf(name);
    await file.run({ end: "step", step: "ledger-written", skip: 2 }, name as KillSabotage);
    await expect(file.check()).rejects.toThrow(/acknowledged/);
    await file.close();
  });

  test.each([
    ["a turn", "DELETE FROM point WHERE kind = 'turn' AND turn_index = 1"],
    ["a memory", "DELETE FROM point WHERE kind = 'event'"],
    ["a relation", "DELETE FROM relation WHERE type = 'KNOWS'"],
    ["an entity", "DELETE FROM entity WHERE key = 'maya'"],
    ["an attestation", "DELETE FROM attestation WHERE form = 'event'"],
    ["the end of a spell", `UPDATE point SET view = replace(view, '"to":17', '"to":27')`],
  ])("sees that %s is missing", async (_, sql) => {
    const path = pathOf("half");
    const file = await lifeOf("half");
    await file.run({ end: "step", step: "journal-begun", skip: 3 });
    await file.check();
    const database = new DatabaseSync(path);
    const { changes } = database.prepare(sql).run();
    database.close();
    expect(changes).toBeGreaterThan(0);
    await expect(file.check()).rejects.toThrow(/acknowledged|sound/);
    await file.close();
    await rm(path);
  });

  test("kills in adds only", () => {
    expect(isAdd(1)).toBe(true);
    expect(isAdd(7)).toBe(false);
  });
});
