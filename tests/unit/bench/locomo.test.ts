import { describe, expect, test } from "vitest";
import { indexBm25 } from "../../../bench/bm25.ts";
import {
  normalizeEvidence,
  parseLocomo,
  parseSessionDate,
} from "../../../bench/locomo/load-locomo.ts";
import { estimateMean, measureRanking, turnsOf } from "../../../bench/locomo/metrics.ts";
import { printLocomo, runLocomo } from "../../../bench/locomo/run.ts";
import { openFakeMemory } from "./fake-memory.ts";

/** Made up in the form of the file; nothing of the data is copied. */
const raw = [
  {
    sample_id: "conv-x",
    conversation: {
      speaker_a: "Ida",
      session_2_date_time: "12:05 am on 1 June, 2023",
      session_2: [{ speaker: "Ida", dia_id: "D2:1", text: "", blip_caption: "a red kite" }],
      session_1_date_time: "1:56 pm on 8 May, 2023",
      session_1: [
        { speaker: "Ida", dia_id: "D1:1", text: "I bought a kite." },
        { speaker: "Bo", dia_id: "D1:2", text: "Lovely weather for it." },
      ],
    },
    observation: {
      session_1_observation: {
        Ida: [["Ida bought a kite.", ["D1:1", "D7:7"]]],
        Bo: [["Bo slept.", "D9:9"]],
      },
    },
    qa: [
      { question: "What did Ida buy?", category: 4, evidence: ["D:1:01; D2:1"] },
      { question: "Who came?", category: 1, evidence: ["D"] },
      { question: "What is missing?", category: 1, evidence: ["D1:2", "D1:20"] },
      { question: "Adversarial?", category: 5, evidence: ["D1:1"] },
    ],
  },
];

describe("parseLocomo()", () => {
  const { conversations, dropped } = parseLocomo(raw);

  test("reads sessions in order, with captions and observations that have a turn", () => {
    expect(conversations[0]?.sessions).toEqual([
      {
        number: 1,
        date: "2023-05-08T13:56:00.000Z",
        turns: [
          { id: "D1:1", speaker: "Ida", content: "I bought a kite." },
          { id: "D1:2", speaker: "Bo", content: "Lovely weather for it." },
        ],
        observations: [{ text: "Ida bought a kite.", turnIds: ["D1:1"] }],
      },
      {
        number: 2,
        date: "2023-06-01T00:05:00.000Z",
        turns: [{ id: "D2:1", speaker: "Ida", content: "[shares a photo: a red kite]" }],
        observations: [],
      },
    ]);
  });

  test("keeps questions with evidence that can be found, and counts what it drops", () => {
    expect(conversations[0]?.questions).toEqual([
      { text: "What did Ida buy?", category: 4, turnIds: ["D1:1", "D2:1"] },
      { text: "What is missing?", category: 1, turnIds: ["D1:2"] },
    ]);
    expect(dropped).toEqual({ evidenceIds: 2, questions: 1, observations: 1 });
  });

  test("refuses what is not of this form", () => {
    expect(() => parseLocomo([{ sample_id: 1 }])).toThrow("sample_id");
    expect(() => parseSessionDate("8 May")).toThrow("8 May");
  });
});

describe("normalizeEvidence()", () => {
  test.each([
    ["D8:6; D9:17", ["D8:6", "D9:17"]],
    ["D:11:26", ["D11:26"]],
    ["D30:05", ["D30:5"]],
    ["D1:18", ["D1:18"]],
    ["D", []],
  ])("reads %s", (evidence, ids) => {
    expect(normalizeEvidence(evidence)).toEqual(ids);
  });
});

describe("turnsOf()", () => {
  test("takes the turns of each hit in order, once each, and no more than fifty", () => {
    const hit = (...refs: (string | null)[]) => ({ evidence: refs.map((ref) => ({ ref })) });
    expect(turnsOf([hit("a"), hit("b", "a", null, "c"), hit("c"), hit("d")])).toEqual([
      "a",
      "b",
      "c",
      "d",
    ]);
    expect(turnsOf([hit(...Array.from({ length: 80 }, (_, index) => `t${index}`))])).toHaveLength(
      50,
    );
  });
});

describe("measureRanking()", () => {
  test("counts the share of the evidence within the first k turns", () => {
    const ranking = Array.from({ length: 60 }, (_, index) => `t${index + 1}`);
    const metrics = measureRanking(ranking, ["t2", "t7", "t30", "t55"]);
    expect(metrics).toMatchObject({
      recallAt5: 0.25,
      recallAt10: 0.5,
      recallAt20: 0.5,
      recallAt50: 0.75,
      allAt10: 0,
      reciprocalRank: 0.5,
    });
    const ideal = 1 + 1 / Math.log2(3) + 1 / 2 + 1 / Math.log2(5);
    expect(metrics.ndcgAt10).toBeCloseTo((1 / Math.log2(3) + 1 / Math.log2(8)) / ideal, 12);
  });

  test("is 1 for a perfect ranking and 0 for an empty one", () => {
    expect(Object.values(measureRanking(["b", "a"], ["a", "b"]))).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect(Object.values(measureRanking([], ["a"]))).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});

describe("estimateMean()", () => {
  test("gives the mean inside an interval that repeats and narrows with more values", () => {
    const values = Array.from({ length: 200 }, (_, index) => index % 2);
    const estimate = estimateMean(values);
    expect(estimate.mean).toBe(0.5);
    expect(estimate).toEqual(estimateMean(values));
    // Of 200 fair coins: 0.5 give or take 1.96 * sqrt(0.25 / 200).
    expect(estimate.low).toBeCloseTo(0.431, 1);
    expect(estimate.high).toBeCloseTo(0.569, 1);
    const few = estimateMean(values.slice(0, 20));
    expect(few.high - few.low).toBeGreaterThan(estimate.high - estimate.low);
    expect(estimateMean([])).toEqual({ mean: 0, low: 0, high: 0 });
  });
});

describe("indexBm25()", () => {
  const rank = indexBm25([
    { id: "a", text: "Ida: I bought a kite for the kite festival" },
    { id: "b", text: "Bo: I bought bread" },
    { id: "c", text: "Bo: the festival was fun" },
    { id: "d", text: "王芳：我住在成都" },
  ]);

  test("ranks rare and repeated terms higher, and leaves out what shares none", () => {
    expect(rank("Who bought a kite?")).toEqual(["a", "b"]);
    expect(rank("成都")).toEqual(["d"]);
    expect(rank("elephants")).toEqual([]);
  });
});

describe("runLocomo()", () => {
  test("sets the methods side by side", async () => {
    const data = { ...parseLocomo(raw), sha256: "0", isKnown: false };
    const results = await runLocomo(data, undefined, async () => openFakeMemory());
    expect(results.map(({ method }) => method)).toEqual(["BM25", "turns", "turns+observations"]);
    expect(results.map(({ questionCount }) => questionCount)).toEqual([2, 2, 2]);
    expect(results[2]?.questions[0]?.metrics.recallAt5).toBe(0.5);
    expect(printLocomo(results)).toContain("nDCG@10");
    await expect(runLocomo(data, "nothing")).rejects.toThrow("nothing");
  });
});
