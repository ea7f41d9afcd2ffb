import { describe, expect, test } from "vitest";
import { ARM_PARTS, fusions, weightsOf } from "../../../bench/arms/arms.ts";
import { turnsOf } from "../../../bench/locomo/metrics.ts";
import { printArms, runArms } from "../../../bench/arms/run.ts";
import { PART_WEIGHTS } from "../../../src/pipeline/search/part-weights.ts";

describe("ARM_PARTS", () => {
  test("gives every part of a score to one arm", () => {
    const parts = Object.values(ARM_PARTS).flat();
    expect(parts.toSorted()).toEqual(Object.keys(PART_WEIGHTS).toSorted());
  });
});

describe("fusions()", () => {
  test("begins with all arms as they always are", () => {
    const [all] = fusions();
    expect(all).toEqual({ name: "all arms", weights: PART_WEIGHTS });
  });

  test("leaves each arm out once", () => {
    const graphless = fusions().find(({ name }) => name === "without graph");
    expect(graphless?.weights).toEqual({ ...PART_WEIGHTS, graph: 0, link: 0 });
    expect(weightsOf(["speaker"])).toMatchObject({ text: 0, speaker: PART_WEIGHTS.speaker });
  });
});

describe("runArms()", () => {
  test("shows what each arm finds, and what all have more than it", async () => {
    const told = (text: string, name: string, relations: readonly [string, string, string][]) => ({
      text,
      name,
      relations: relations.map(([source, relationship, destination]) => ({
        source: { name: source },
        relationship,
        destination: { name: destination },
        sources: [name],
      })),
    });
    const turns = [
      told("Kite Park lies in Faro.", "park", [["Kite Park", "lies in", "Faro"]]),
      told("Faro is led by Ida.", "city", [["Faro", "led by", "Ida"]]),
      told("A boat was painted green.", "boat", []),
    ];
    const { questionCount, results } = await runArms({
      name: "made up",
      questions: [
        { userId: "ada", text: "Kite Park?", wanted: ["park", "city"], rankingOf: turnsOf },
      ],
      ingest: async (memory) => {
        for (const { text, name, relations } of turns) {
          await memory.add([{ role: "user", content: text, id: name }], {
            userId: "ada",
            at: "2024-01-01T00:00:00.000Z",
            facts: [],
            relations,
            entities: [],
          });
        }
      },
    });
    const by = new Map(results.map((result) => [result.name, result]));
    expect(questionCount).toBe(1);
    expect(by.get("all arms")?.recallAt10.mean).toBe(1);
    expect(by.get("all arms")?.loss.mean).toBe(0);
    expect(by.get("words alone")?.recallAt10.mean).toBe(0.5);
    expect(by.get("words alone")?.loss.mean).toBe(0.5);
    expect(by.get("graph alone")?.recallAt10.mean).toBe(1);
    expect(by.get("without dates")?.loss.mean).toBe(0);
    expect(printArms({ set: "made up", questionCount, results })).toMatch(
      /without graph[^]*Best arm at ten: \w+ alone; all arms have 0\.0/,
    );
  });
});
