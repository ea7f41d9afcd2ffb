import { describe, expect, test } from "vitest";
import type { ApiHit, ApiSearchResult } from "../../../bench/memory-api.ts";
import { makeWorld } from "../../../bench/world/generate-world.ts";
import { measureWorld, type WorldResults } from "../../../bench/world/measure-world.ts";
import { printWorld } from "../../../bench/world/print-world.ts";
import { runWorld } from "../../../bench/world/run.ts";
import { makeScoreKey, scoreQuestion } from "../../../bench/world/score.ts";
import type { RowReport } from "../../../bench/world/state.ts";
import type { Fact, Question } from "../../../bench/world/types.ts";
import { type FakeFaults, openFakeMemory } from "./fake-memory.ts";

const world = makeWorld({ seed: 5, tenantCount: 4, sessionCount: 14, personCount: 6 });

async function measure(faults: FakeFaults = {}): Promise<WorldResults> {
  return measureWorld(world, async () => openFakeMemory(faults), "unused");
}

const noFaults: RowReport = {
  missing: 0,
  extra: 0,
  duplicated: 0,
  wrongEnd: 0,
  wrongStart: 0,
  ghosts: 0,
};

describe("measureWorld()", () => {
  test("finds nothing wrong with a memory that keeps the rules", async () => {
    const results = await measure();
    for (const report of [results.ingested, results.final]) {
      expect(report.memories).toEqual(noFaults);
      expect(report.edges).toEqual(noFaults);
      expect(report).toMatchObject({ reworded: 0, crossTenantEdges: 0 });
    }
    for (const check of [
      results.idempotence,
      results.redelivery,
      results.order,
      results.concurrency,
    ]) {
      expect(check).toMatchObject({
        tenantCount: 4,
        equalCount: 4,
        equivalentCount: 4,
        differences: [],
      });
    }
    expect(results.idempotence.addedRows).toBe(0);
    expect(results.determinism).toMatchObject({ equalCount: 4, hasSameAnswers: true });
    const all = results.summaries.at(-1);
    expect(all).toMatchObject({ type: "all", leakCount: 0, goneCount: 0, staleInTop5: 0 });
    expect(printWorld(results)).toContain("after_change");
  });

  test("sees what an append-only memory leaves standing", async () => {
    const results = await measure({ isAppendOnly: true });
    expect(results.ingested.memories.extra).toBeGreaterThan(0);
    expect(results.ingested.memories.wrongEnd).toBeGreaterThan(0);
    expect(results.ingested.edges.extra).toBeGreaterThan(0);
    const changed = results.summaries.find(({ type }) => type === "after_change");
    expect(changed?.staleInTop5).toBeGreaterThan(0.5);
  });

  test("sees what another tenant said", async () => {
    const results = await measure({ isLeaky: true });
    expect(results.summaries.at(-1)?.leakCount).toBeGreaterThan(0);
    expect(results.summaries.find(({ type }) => type === "isolation")?.at10).toBeLessThan(1);
  });
});

describe("runWorld()", () => {
  test("makes the world it is asked for and opens each memory at a path of its own", async () => {
    const paths: string[] = [];
    const options = { seed: 2, tenantCount: 2, sessionCount: 8, personCount: 3 };
    const results = await runWorld(options, async (path) => {
      paths.push(path);
      return openFakeMemory();
    });
    expect(results.options).toEqual(options);
    expect(new Set(paths).size).toBe(4);
    expect(results.order.equalCount).toBe(2);
  });
});

describe("scoreQuestion()", () => {
  const [tenant, ...others] = world.tenants;
  const key = makeScoreKey(tenant!, others);
  const question = tenant!.questions.find(
    ({ type, must, stale }) => type === "after_change" && must.length === 1 && stale.length === 1,
  )!;
  const fact = (id: string | undefined): Fact => key.facts.get(id ?? "")!;
  const gold = fact(question.must[0]);
  const stale = fact(question.stale[0]);

  const hit = (memory: string, kind = "trait", ref = gold.messageIds[0]): ApiHit => ({
    id: memory,
    memory,
    kind,
    relevance: 0.5,
    evidence: [{ ref }],
  });
  const score = (
    results: ApiHit[],
    rest: Partial<ApiSearchResult> = {},
    asked: Question = question,
  ) => scoreQuestion(asked, { results, relations: [], degraded: [], ...rest }, key);

  test("counts a fact in any of its wordings, by its rank", () => {
    const results = [
      ...Array.from({ length: 5 }, (_, index) => hit(`noise ${index}`)),
      hit(gold.texts.at(-1)!),
    ];
    expect(score(results)).toMatchObject({
      isFoundAt5: false,
      isFoundAt10: true,
      reciprocalRank: 1 / 6,
    });
  });

  test("does not count a turn as a fact, except where it says so", () => {
    expect(score([hit(gold.texts[0]!, "turn")])).toMatchObject({
      isFoundAt10: false,
      isFoundWithTurns: true,
      reciprocalRank: 0,
    });
  });

  test("counts a relation only where it says so", () => {
    const { subject, relationship, object } = gold;
    const relation = { source: subject.name, relationship, destination: object.name };
    expect(score([], { relations: [relation] })).toMatchObject({
      isFoundAt10: false,
      isFoundWithRelations: true,
    });
  });

  test("tells a stale fact above the gold from one below", () => {
    const [right, wrong] = [hit(gold.texts[0]!), hit(stale.texts[0]!)];
    expect(score([right, wrong])).toMatchObject({ isStaleAbove: false, isStaleInTop5: true });
    expect(score([wrong, right])).toMatchObject({ isStaleAbove: true, isStaleInTop5: true });
    expect(score([wrong])).toMatchObject({ isStaleAbove: true });
    expect(score([right])).toMatchObject({ isStaleAbove: false, isStaleInTop5: false });
  });

  test("sees a leak by the message id, by the wording and by the edge", () => {
    const text = others[0]!.facts
      .map(({ texts }) => texts[0]!)
      .find((said) => key.foreign.has(said))!;
    expect(score([hit("anything", "turn", `${others[0]!.id}:s00:m00`)]).leakCount).toBe(1);
    expect(score([hit(text)]).leakCount).toBe(1);
    const alien = others[0]!.facts.find(
      ({ subject, relationship }) =>
        relationship === "lives_in" &&
        !tenant!.facts.some((own) => own.subject.name === subject.name),
    )!;
    const relation = {
      source: alien.subject.name,
      relationship: "LIVES_IN",
      destination: alien.object.name,
    };
    expect(score([], { relations: [relation] }).leakCount).toBe(1);
  });

  test("sees a deleted fact by its wording and by what its message said", () => {
    const asked = tenant!.questions.find(
      ({ type, must }) => type === "deleted" && must.length === 0,
    )!;
    const gone = fact(asked.gone[0]);
    const content = tenant!.sessions
      .flatMap(({ messages }) => messages)
      .find(({ id }) => id === gone.messageIds[0])!.content;
    expect(score([], {}, asked)).toMatchObject({ isFoundAt10: true, goneCount: 0 });
    expect(score([hit(gone.texts[0]!)], {}, asked)).toMatchObject({
      isFoundAt10: false,
      goneCount: 1,
    });
    expect(score([hit(content, "turn")], {}, asked)).toMatchObject({
      isFoundAt10: false,
      goneCount: 1,
    });
  });
});
