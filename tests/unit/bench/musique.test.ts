import { expect, describe, test } from "vitest";
import { parseMusique } from "../../../bench/musique/load-musique.ts";
import { addPassage, MUSIQUE_DATE } from "../../../bench/musique/measure-musique.ts";
import { printMusique, runMusique } from "../../../bench/musique/run.ts";
import type { ApiAddOptions, ApiMessage } from "../../../bench/memory-api.ts";
import { sha256 } from "../../../bench/report.ts";
import { openFakeMemory } from "./fake-memory.ts";

/** Made up in the form of the file; nothing of the data is copied. */
const raw = {
  passages: [
    {
      id: 0,
      title: "Kite Park",
      text: "Kite Park lies in Faro.",
      entities: ["Kite Park", "Faro", " "],
      triples: [
        ["Kite Park", "lies in", "Faro"],
        ["Kite Park", "lies"],
        ["Kite Park", "lies in", "Faro", "today"],
      ],
    },
    {
      id: 1,
      title: "Faro",
      text: "Faro is led by Ida.",
      entities: ["Faro", "Ida"],
      triples: [["Faro", "led by", "Ida"]],
    },
    { id: 2, title: "Bo", text: "Bo slept.", entities: ["Bo"], triples: [] },
  ],
  questions: [
    { id: "2hop__1_2", question: "Who leads the city of Kite Park?", answer: "Ida", gold: [0, 1] },
    { id: "3hop1__1_2_3", question: "Who slept?", answer: "Bo", gold: [2, 2, 9] },
    { id: "2hop__3_4", question: "Who is missing?", answer: "", gold: [7] },
  ],
};

describe("parseMusique()", () => {
  const { passages, questions, dropped } = parseMusique(raw);

  test("orders passages by the hash of their ids, whatever the file's order", () => {
    const ids = ["0", "1", "2"].toSorted((a, b) => (sha256(a) < sha256(b) ? -1 : 1));
    expect(passages.map(({ id }) => id)).toEqual(ids);
    const reversed = parseMusique({ ...raw, passages: raw.passages.toReversed() });
    expect(reversed.passages).toEqual(passages);
  });

  test("keeps whole triples and named entities, and counts what it drops", () => {
    expect(passages.find(({ id }) => id === "0")).toEqual({
      id: "0",
      content: "Kite Park\nKite Park lies in Faro.",
      entities: ["Kite Park", "Faro"],
      triples: [{ source: "Kite Park", relationship: "lies in", destination: "Faro" }],
    });
    expect(dropped).toEqual({ triples: 2, goldIds: 2 });
  });

  test("keeps questions whose passages are there, each passage once", () => {
    expect(questions).toEqual([
      { text: "Who leads the city of Kite Park?", hopCount: 2, passageIds: ["0", "1"] },
      { text: "Who slept?", hopCount: 3, passageIds: ["2"] },
    ]);
  });

  test("refuses what is not of this form", () => {
    expect(() => parseMusique({ passages: [{ id: 1 }], questions: [] })).toThrow("title");
  });
});

describe("addPassage()", () => {
  test("adds one episode of one date, its triples as relations told by its one turn", async () => {
    const calls: { messages: readonly ApiMessage[]; options: ApiAddOptions }[] = [];
    const memory = openFakeMemory();
    const recording = {
      ...memory,
      add: async (messages: readonly ApiMessage[], options: ApiAddOptions) => {
        calls.push({ messages, options });
        return memory.add(messages, options);
      },
    };
    for (const passage of parseMusique(raw).passages) await addPassage(recording, passage);
    expect(new Set(calls.map(({ options }) => options.at))).toEqual(new Set([MUSIQUE_DATE]));
    expect(new Set(calls.map(({ options }) => options.idempotencyKey)).size).toBe(3);
    const faro = calls.find(({ messages }) => messages[0]?.id === "1");
    expect(faro?.messages).toHaveLength(1);
    expect(faro?.options.relations).toEqual([
      {
        source: { name: "Faro" },
        relationship: "led by",
        destination: { name: "Ida" },
        sources: ["1"],
      },
    ]);
  });
});

describe("runMusique()", () => {
  test("sets the library beside BM25, and counts passages", async () => {
    const data = { ...parseMusique(raw), sha256: "0", isKnown: false };
    const results = await runMusique(data, async () => openFakeMemory());
    expect(results.map(({ method }) => method)).toEqual(["BM25", "library"]);
    // Plain words do not lead from the park to who leads its city.
    const [bm25] = results;
    expect(bm25?.questions.map(({ metrics }) => metrics.recallAt5)).toEqual([0.5, 1]);
    expect(printMusique(results)).toContain("all@10");
  });
});
