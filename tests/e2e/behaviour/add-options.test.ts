import { describe, expect, test } from "vitest";

import type { EngineEvent, Plan } from "../../../src/index.ts";
import {
  CLOCK_START,
  found,
  openFor,
  openMemory,
  SettableClock,
  stateOf,
  stating,
} from "../../support/behaviour.ts";

const EMPTY = { memories: [], relations: [], entities: [], attestations: 0 };
const TOLD = "My sister Ana works at Feedzai in Lisbon.";

describe("expiresAt", () => {
  test("is as if deleted from then on, in every answer, before anything is written", async () => {
    const clock = new SettableClock();
    const kirk = await openFor("kirk", { clock });
    await kirk.add("I live in Lisbon.", { at: "2024-01-10" });
    const passing = await kirk.add("I moved to Porto.", {
      at: "2024-06-10",
      expiresAt: "2026-06-01",
    });
    const id = passing.results[0]?.id ?? "";
    clock.set("2026-05-31T23:59:59Z");
    expect(await found(kirk, "Where do I live?")).toContain("I moved to Porto.");
    clock.set("2026-06-01T00:00:00Z");
    const { results, relations } = await kirk.search("Where do I live?");
    expect(results[0]).toMatchObject({ memory: "I live in Lisbon.", validTo: null });
    expect(relations).toMatchObject([{ destination: "Lisbon", validTo: null }]);
    expect(JSON.stringify({ results, relations })).not.toMatch(/Porto/);
    expect(await kirk.get(id)).toBeUndefined();
    await expect(kirk.history(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(JSON.stringify(await stateOf(kirk))).not.toMatch(/Porto/);
  });

  test.each([
    ["get()", async (kirk, id) => (await kirk.get(id)) ?? null],
    ["getAll()", async (kirk) => (await kirk.getAll({})).results[0] ?? null],
    ["search()", async (kirk) => (await kirk.search("Lisbon")).results[0] ?? null],
    ["graph.relations()", async (kirk) => (await kirk.graph.relations()).results[0] ?? null],
    ["graph.entities()", async (kirk) => (await kirk.graph.entities()).results[0] ?? null],
    ["history()", (kirk, id) => kirk.history(id).catch(() => null)],
    ["update()", (kirk, id) => kirk.update(id, "x").catch(() => null)],
    ["delete()", (kirk, id) => kirk.delete(id).catch(() => null)],
    ["stats()", async (kirk) => (await kirk.stats()).memories || null],
    ["graph.neighborhood()", (kirk) => kirk.graph.neighborhood("Lisbon").catch(() => null)],
  ] satisfies [
    string,
    (kirk: Awaited<ReturnType<typeof openFor>>, id: string) => Promise<unknown>,
  ][])("%s shows nothing of it as the first call after", async (_, call) => {
    const clock = new SettableClock();
    const kirk = await openFor("kirk", { clock });
    const { results } = await kirk.add("I live in Lisbon.", { expiresAt: "2026-06-01" });
    clock.set("2026-07-01T00:00:00Z");
    expect(await call(kirk, results[0]?.id ?? "")).toBeNull();
  });

  test("is refused when it is not after now, unless that add is there already", async () => {
    const clock = new SettableClock();
    const kirk = await openFor("kirk", { clock });
    clock.set("2026-06-01T00:00:00Z");
    for (const expiresAt of ["2026-06-01", "2020-01-01"]) {
      await expect(kirk.add("I live in Lisbon.", { expiresAt })).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
        argument: "expiresAt",
      });
    }
    expect((await kirk.stats()).turns).toBe(0);
    const once = { expiresAt: "2026-07-01", idempotencyKey: "once" };
    await kirk.add("I live in Porto.", once);
    clock.set("2026-08-01T00:00:00Z");
    expect(await kirk.add("I live in Porto.", once)).toMatchObject({ isRepeat: true });
  });

  test("takes only its own telling with it", async () => {
    const clock = new SettableClock();
    const kirk = await openFor("kirk", { clock });
    const first = await kirk.add("I live in Lisbon.", {
      at: "2024-01-10",
      expiresAt: "2026-06-01",
    });
    await kirk.add("I live in Lisbon.", { at: "2024-02-10" });
    clock.set("2026-07-01T00:00:00Z");
    expect((await kirk.getAll({})).results).toMatchObject([
      { id: first.results[0]?.id, validFrom: "2024-02-10T00:00:00.000Z" },
    ]);
  });
});

describe("idempotencyKey", () => {
  test("repeated adds nothing, and gives the first answer again", async () => {
    const kirk = await openFor("kirk");
    const options = { idempotencyKey: "k1", at: "2024-01-10" };
    const first = await kirk.add(TOLD, options);
    const before = await stateOf(kirk);
    const again = await kirk.add(TOLD, options);
    expect(first.isRepeat).toBe(false);
    expect(again.isRepeat).toBe(true);
    expect(again.episodeId).toBe(first.episodeId);
    expect(again.results).toEqual(first.results);
    expect(again.relations.added).toEqual(first.relations.added);
    expect(again.usage).toMatchObject({ embeddingRequests: 0, modelCalls: 0 });
    expect(await stateOf(kirk)).toEqual(before);
  });

  test("repeated does not tell again what failed: its text is kept nowhere", async () => {
    const kirk = await openFor("kirk");
    const options = { idempotencyKey: "k1", facts: [{ text: "…" }, { text: "Fine" }] };
    const first = await kirk.add("a", options);
    expect(first.failed).toHaveLength(1);
    const again = await kirk.add("a", options);
    expect(again).toMatchObject({ isRepeat: true, results: first.results, failed: [] });
  });

  test("repeated with other text still adds nothing", async () => {
    const kirk = await openFor("kirk");
    const first = await kirk.add(TOLD, { idempotencyKey: "k1" });
    const again = await kirk.add("I live in Porto.", { idempotencyKey: "k1" });
    expect(again).toMatchObject({ isRepeat: true, episodeId: first.episodeId });
    expect(await found(kirk, "Porto")).not.toContain("I live in Porto.");
  });

  test("repeated at once in one process adds once", async () => {
    const kirk = await openFor("kirk");
    const options = { idempotencyKey: "k1", at: "2024-01-10" };
    const answers = await Promise.all(Array.from({ length: 8 }, () => kirk.add(TOLD, options)));
    expect(new Set(answers.map(({ episodeId }) => episodeId)).size).toBe(1);
    expect(answers.filter(({ isRepeat }) => !isRepeat)).toHaveLength(1);
    for (const { results } of answers) expect(results).toEqual(answers[0]?.results);
    const { turns } = await kirk.stats();
    expect(turns).toBe(1);
  });

  test("is the tenant's own", async () => {
    const memory = await openMemory();
    const kirk = await memory.add(TOLD, { idempotencyKey: "k1", userId: "kirk" });
    const spock = await memory.add(TOLD, { idempotencyKey: "k1", userId: "spock" });
    expect(spock.isRepeat).toBe(false);
    expect(spock.episodeId).not.toBe(kirk.episodeId);
  });

  test("the same fact told at once under different keys is one row", async () => {
    const kirk = await openFor("kirk");
    const adds = Array.from({ length: 8 }, (_, index) =>
      kirk.add(TOLD, { idempotencyKey: `k${index}`, at: "2024-01-10" }),
    );
    const answers = await Promise.all(adds);
    expect(
      answers.flatMap(({ results }) => results).filter(({ event }) => event === "ADD").length,
    ).toBe(answers[0]?.results.length);
    const { results } = await kirk.getAll({});
    expect(results).toHaveLength(answers[0]?.results.length ?? -1);
    expect(results[0]?.evidence).toHaveLength(8);
    expect((await kirk.verify()).faults).toEqual([]);
  });

  test("stays known after the episode was deleted: what is late stays dead, and failed says so", async () => {
    const clock = new SettableClock();
    const kirk = await openFor("kirk", { clock });
    const first = await kirk.add(TOLD, { idempotencyKey: "k1" });
    await kirk.delete(first.episodeId);
    clock.set("2026-02-01T00:00:00Z");
    const late = await kirk.add(TOLD, { idempotencyKey: "k1" });
    expect(late.results).toEqual([]);
    expect(late.failed.length).toBeGreaterThan(0);
    expect(await stateOf(kirk)).toEqual(EMPTY);
  });
});

describe("dryRun", () => {
  test("returns the plan and the results it would have, and writes nothing", async () => {
    const events: EngineEvent[] = [];
    const kirk = await openFor("kirk", {
      clock: new SettableClock(),
      observer: (event) => void events.push(event),
    });
    await kirk.add("I live in Lisbon.", { at: "2024-01-10" });
    const before = await stateOf(kirk);
    events.length = 0;
    const options = { at: "2024-06-10", idempotencyKey: "k1" };
    const dry = await kirk.add("I moved to Porto.", { ...options, dryRun: true });
    expect(dry.plan?.facts.map(({ text }) => text)).toEqual(["I moved to Porto."]);
    expect(dry.plan?.turns).toHaveLength(1);
    expect(events.map(({ type }) => type)).not.toContain("commit-step");
    expect(await stateOf(kirk)).toEqual(before);
    expect(await found(kirk, "Porto")).not.toContain("I moved to Porto.");
    const real = await kirk.add("I moved to Porto.", options);
    expect(real.isRepeat).toBe(false);
    expect(dry.results).toEqual(real.results);
    expect(dry.relations).toEqual(real.relations);
    expect(dry.results).toMatchObject([{ event: "UPDATE", previousMemory: "I live in Lisbon." }]);
    expect(real.plan).toBeUndefined();
  });

  test("leaves a tenant that was never written to unknown", async () => {
    const memory = await openMemory();
    await memory.add("I live in Lisbon.", { userId: "kirk", dryRun: true });
    expect(await memory.tenants()).toEqual([]);
  });

  test("the plan is plain data", async () => {
    const kirk = await openFor("kirk");
    const { plan } = await kirk.add(TOLD, { dryRun: true });
    expect(structuredClone(plan)).toEqual(plan);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });
});

function withRecords(plan: Plan, records: Partial<Plan["records"]>): Plan {
  return { ...plan, records: { ...plan.records, ...records } };
}

describe("beforeCommit", () => {
  const FACTS = { facts: [{ text: "Kirk likes tea" }, { text: "Kirk's PIN is 1234" }] };

  test("may drop what is not to be remembered", async () => {
    const beforeCommit = (plan: Plan): Plan => {
      const secret = plan.memories.find(({ text }) => text.includes("PIN"));
      return {
        ...plan,
        facts: plan.facts.filter(({ memoryId }) => memoryId !== secret?.id),
        memories: plan.memories.filter(({ id }) => id !== secret?.id),
        records: {
          ...plan.records,
          attestations: plan.records.attestations.filter(({ of }) => of !== secret?.id),
          mentions: plan.records.mentions.filter(({ of }) => of !== secret?.id),
        },
      };
    };
    const kirk = await openFor("kirk", { beforeCommit });
    const { results } = await kirk.add("tea and more", FACTS);
    expect(results.map(({ memory }) => memory)).toEqual(["Kirk likes tea"]);
    expect((await kirk.getAll({})).results.map(({ memory }) => memory)).toEqual(["Kirk likes tea"]);
    expect((await kirk.verify()).faults).toEqual([]);
  });

  const RELATION = { source: "Kirk", relationship: "likes", destination: "tea" };

  test.each([
    ["memories", (plan: Plan) => ({ ...plan, memories: [] }), ["fact"]],
    ["facts and memories", (plan: Plan) => ({ ...plan, memories: [], facts: [] }), ["fact"]],
    ["relations", (plan: Plan) => withRecords(plan, { relations: [] }), ["relation"]],
    ["attestations", (plan: Plan) => withRecords(plan, { attestations: [] }), ["fact", "relation"]],
    [
      "a turn",
      (plan: Plan) => ({ ...plan, turns: plan.turns.slice(1) }),
      ["fact", "relation", "turn"],
    ],
    ["facts alone", (plan: Plan) => ({ ...plan, facts: [] }), []],
  ] as const)(
    "that drops %s leaves nothing behind that rests on them",
    async (_, beforeCommit, items) => {
      const kirk = await openFor("kirk", { beforeCommit });
      const facts = [{ text: "Kirk likes tea", sources: [0] }];
      const said = ["I like tea", "Well"].map((content) => ({ role: "user", content }));
      const options = { facts, relations: [{ ...RELATION, sources: [0] }] };
      const { episodeId, failed, results, relations } = await kirk.add(said, options);
      expect(failed.map(({ item }) => item).toSorted()).toEqual([...items]);
      for (const { reason } of failed) expect(reason).toBe("beforeCommit dropped it");
      expect(results).toHaveLength(items.some((item) => item === "fact") ? 0 : 1);
      expect(relations.added).toHaveLength(items.some((item) => item === "relation") ? 0 : 1);
      expect((await kirk.verify()).faults).toEqual([]);
      await kirk.delete(episodeId);
      expect(await stateOf(kirk)).toEqual(EMPTY);
    },
  );

  test.each([
    ["nothing", () => undefined],
    ["half a plan", (plan: Plan) => ({ ...plan, records: undefined })],
    [
      "another's plan",
      (plan: Plan) => ({ ...plan, scope: { ...plan.scope, tenant: "user:spock" } }),
    ],
    ["another episode's", (plan: Plan) => ({ ...plan, episodeId: "other" })],
    [
      "more than it was given",
      (plan: Plan) => ({
        ...plan,
        memories: plan.memories.flatMap((memory) => [memory, { ...memory, id: "new" }]),
      }),
    ],
  ])("that returns %s is refused, and nothing is written", async (_, hook) => {
    // What callers without types may pass.
    const kirk = await openFor("kirk", { beforeCommit: hook as (plan: Plan) => Plan });
    await expect(kirk.add("tea", FACTS)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(await stateOf(kirk)).toEqual(EMPTY);
  });

  test("may redact what is kept", async () => {
    const redact = (text: string): string => text.replaceAll(/\d{4}/gu, "####");
    const beforeCommit = (plan: Plan): Plan => ({
      ...plan,
      turns: plan.turns.map((turn) => ({ ...turn, content: redact(turn.content) })),
      facts: plan.facts.map((fact) => ({ ...fact, text: redact(fact.text) })),
      memories: plan.memories.map((memory) => ({ ...memory, text: redact(memory.text) })),
      records: {
        ...plan.records,
        attestations: plan.records.attestations.map((one) => ({
          ...one,
          text: one.text === null ? null : redact(one.text),
        })),
      },
    });
    const kirk = await openFor("kirk", { beforeCommit });
    await kirk.add("My PIN is 1234", FACTS);
    expect(await found(kirk, "What is the PIN?")).toContain("Kirk's PIN is ####");
    expect(JSON.stringify(await stateOf(kirk))).not.toContain("1234");
  });

  test("may veto: nothing is written, and failed says so", async () => {
    const kirk = await openFor("kirk", { beforeCommit: () => null });
    const { results, failed, relations } = await kirk.add("tea", FACTS);
    expect(results).toEqual([]);
    expect(relations.added).toEqual([]);
    expect(failed).toMatchObject([{ reason: expect.stringContaining("veto") }]);
    expect(await stateOf(kirk)).toEqual(EMPTY);
  });

  test("may take its time, and what it throws is thrown with nothing written", async () => {
    let isRefusing = true;
    const beforeCommit = async (plan: Plan): Promise<Plan> => {
      await Promise.resolve();
      if (isRefusing) throw new RangeError("not today");
      return plan;
    };
    const kirk = await openFor("kirk", { beforeCommit });
    await expect(kirk.add("tea", FACTS)).rejects.toThrow(new RangeError("not today"));
    expect(await stateOf(kirk)).toEqual(EMPTY);
    isRefusing = false;
    expect((await kirk.add("tea", FACTS)).results).toHaveLength(2);
  });
});

describe("metadata, sources and times", () => {
  test("metadata stands on memories and turns, and a later telling's keys win", async () => {
    const kirk = await openFor("kirk");
    const facts = [{ text: "Kirk likes tea" }];
    await kirk.add("a", { facts, metadata: { mood: "fine", week: 1 }, at: "2024-01-01" });
    await kirk.add("b", { facts, metadata: { week: 2 }, at: "2024-01-08" });
    const [one] = (await kirk.getAll({})).results;
    expect(one?.metadata).toEqual({ mood: "fine", week: 2 });
    const turns = await kirk.getAll({ kinds: ["turn"] });
    expect(turns.results.map(({ metadata }) => metadata)).toContainEqual({ mood: "fine", week: 1 });
  });

  test("sources cite messages by id or index, and come back as ref", async () => {
    const kirk = await openFor("kirk");
    const messages = [
      { role: "user", content: "tea", id: "m1", name: "Jim" },
      { role: "user", content: "coffee" },
    ];
    await kirk.add(messages, {
      facts: [
        { text: "Jim likes tea", sources: ["m1"] },
        { text: "Someone likes coffee", sources: [1] },
      ],
    });
    const { results } = await kirk.getAll({});
    const evidence = new Map(results.map((one) => [one.memory, one.evidence]));
    expect(evidence.get("Jim likes tea")).toMatchObject([{ ref: "m1", name: "Jim", text: "tea" }]);
    expect(evidence.get("Someone likes coffee")).toMatchObject([{ text: "coffee" }]);
  });

  test("without at, it was said now", async () => {
    const kirk = await openFor("kirk", { clock: new SettableClock() });
    await kirk.add("I live in Lisbon.");
    const [one] = (await kirk.getAll({})).results;
    expect(one?.validFrom).toBe(new Date(CLOCK_START).toISOString());
  });

  test("a relation's fact is made when it is not stated, and closes as stated", async () => {
    const kirk = await openFor("kirk");
    const edge = { source: "Ana", relationship: "works at", destination: "Feedzai" };
    await kirk.add("a", { relations: [{ ...edge, validFrom: "2020", validTo: "2022-06" }] });
    const [one] = (await kirk.graph.relations({ includeClosed: true })).results;
    expect(one).toMatchObject({
      fact: expect.stringContaining("Ana"),
      validFrom: "2020-01-01T00:00:00.000Z",
      validTo: "2022-06-01T00:00:00.000Z",
    });
    expect((await kirk.graph.relations()).results).toEqual([]);
  });

  test("nothing that was stated disappears: what cannot be kept is in failed", async () => {
    const kirk = await openFor("kirk");
    const { results, relations, failed } = await kirk.add("a", {
      facts: [{ text: "…" }, { text: "Kirk likes tea", corrects: true }, { text: "Fine" }],
      relations: [
        { source: "Ana", relationship: "knows", destination: "Ana" },
        { source: "?!", relationship: "knows", destination: "Bob" },
      ],
      entities: [{ name: "!!!" }],
    });
    expect(results.map(({ memory }) => memory)).toEqual(["Fine"]);
    expect(relations.added).toEqual([]);
    expect(failed.map(({ item }) => item)).toEqual([
      "relation",
      "relation",
      "fact",
      "fact",
      "entity",
    ]);
    for (const { reason } of failed) expect(reason).not.toBe("");
  });

  test("stating() helpers give one slot for fact and relation", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("a", stating("Ana lives in Lisbon", ["Ana", "lives in", "Lisbon"]));
    const [fact] = (await kirk.getAll({})).results;
    const [edge] = (await kirk.graph.relations()).results;
    expect(edge?.memoryIds).toEqual([fact?.id]);
  });
});
