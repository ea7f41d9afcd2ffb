import { describe, expect, test } from "vitest";
import { worldSet } from "../../../bench/arms/measure-arms.ts";
import { UsageError } from "../../../bench/command-line.ts";
import { embedderSuffix, openEmbedder, parseEmbedder } from "../../../bench/embedder.ts";
import { makeWorld } from "../../../bench/world/generate-world.ts";

const BASE = "http://127.0.0.1:8089/v1";

describe("parseEmbedder()", () => {
  test("is null for the built-in embedder", async () => {
    expect(parseEmbedder({})).toBeNull();
    expect(await openEmbedder(null)).toBeNull();
    expect(embedderSuffix(null)).toBe("");
  });

  test("takes URL and name, and what the name does not say", async () => {
    const embedder = parseEmbedder({ embedder: BASE, model: "own/mini:1", dimensions: "384" }, "k");
    expect(embedder).toEqual({ baseUrl: BASE, model: "own/mini:1", dimensions: 384, apiKey: "k" });
    expect(embedderSuffix(embedder)).toBe("-own-mini-1");
    expect(await openEmbedder(embedder)).toMatchObject({ id: "own/mini:1", dimensions: 384 });
  });

  test("refuses a half", () => {
    expect(() => parseEmbedder({ model: "e5-small" })).toThrow(UsageError);
    expect(() => parseEmbedder({ embedder: BASE })).toThrow(UsageError);
    const badCount = { embedder: BASE, model: "m", dimensions: "many" };
    expect(() => parseEmbedder(badCount)).toThrow(UsageError);
  });
});

test("worldSet() asks each tenant for facts, and finds them in memories by their text", () => {
  const world = makeWorld({ seed: 1, tenantCount: 2, sessionCount: 8, personCount: 4 });
  const { questions } = worldSet(world);
  expect(new Set(questions.map(({ userId }) => userId)).size).toBe(2);
  expect(questions.every(({ wanted }) => wanted.length > 0)).toBe(true);
  const [tenant] = world.tenants;
  const [first] = tenant?.facts ?? [];
  const hit = { id: "m", kind: "trait", memory: first?.texts[0] ?? "", relevance: 1, evidence: [] };
  expect(questions[0]?.rankingOf([hit, hit])).toEqual([first?.id]);
  expect(questions[0]?.rankingOf([{ ...hit, kind: "turn" }])).toEqual([]);
});
