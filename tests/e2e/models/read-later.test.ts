import { describe, expect, test } from "vitest";

import {
  type EmbeddingModel,
  Memory,
  ModelRequestError,
  ModelUnavailableError,
  openAIEmbeddingModel,
  openAILanguageModel,
} from "../../../src/index.ts";
import { FakeEmbeddingModel, type LoggedRequest } from "../../../src/testing/testing.ts";
import { SettableClock, temporaryPath } from "../../support/behaviour.ts";
import { fact, openWithModel, relation } from "../../support/model-memory.ts";

const WORDS = ["Lisbon", "Porto", "Braga", "Faro"];

/** Answers that say of each place what the message says of it. */
const script = {
  facts: ({ prompt }: { readonly prompt: string }) =>
    placesIn(prompt).map((place) => fact(`User was in ${place}`)),
  graph: ({ prompt }: { readonly prompt: string }) =>
    placesIn(prompt).map((place) => relation(["User", "VISITED", place])),
};

function placesIn(prompt: string): string[] {
  const at = prompt.indexOf("Messages:");
  return WORDS.filter((word) => prompt.includes(word, at));
}

const OUTAGE = { kind: "status", status: 503 } as const;
const about =
  (word: string) =>
  ({ body }: LoggedRequest): boolean =>
    placesIn(JSON.stringify(body)).includes(word);

async function openAfterOutage(places: readonly string[], options = {}) {
  const opened = await openWithModel(script, options);
  opened.server.fail(OUTAGE, { count: Infinity });
  for (const place of places) await opened.kirk.add(`I was in ${place}.`);
  opened.server.clearFaults();
  return opened;
}

describe("an episode that the provider refuses when it is read later", () => {
  test("keeps none of the others waiting, and is told", async () => {
    const clock = new SettableClock();
    const { server, kirk } = await openAfterOutage(["Lisbon", "Porto", "Braga"], { clock });
    const isRefused = (request: LoggedRequest) =>
      about("Lisbon")(request) || about("Porto")(request);
    server.fail({ kind: "status", status: 400 }, { count: Infinity, when: isRefused });
    const first = await kirk.add("I was in Faro.");
    expect(first.results).toMatchObject([{ memory: "User was in Faro" }]);
    expect(first.caughtUp).toMatchObject([
      { pending: ["facts", "graph"], failed: [{ reason: expect.stringContaining("later") }] },
      { pending: ["facts", "graph"] },
    ]);
    const second = await kirk.add("I was in Faro again.");
    expect(second.caughtUp).toMatchObject([{ pending: [], failed: [] }]);
    // In repair() each is asked about once more, and left as it was.
    clock.set("2026-01-02");
    const { caughtUp, left } = await kirk.repair();
    expect([caughtUp.length, left.map(({ kind }) => kind)]).toEqual([
      2,
      ["unread-episode", "unread-episode"],
    ]);
    server.clearFaults();
    expect(await kirk.repair()).toMatchObject({ left: [] });
    expect((await kirk.getAll()).results).toHaveLength(4);
  });
});

describe("an add that has what came before it read as well", () => {
  test("is stored and told, though its caller aborts in the middle of that", async () => {
    const { server, kirk, memory } = await openAfterOutage(["Lisbon"]);
    const stop = new AbortController();
    server.fail({ kind: "slow", delayMs: 5_000 }, { count: Infinity, when: about("Lisbon") });
    const before = server.counts.chat;
    const adding = kirk.add("I was in Porto.", { signal: stop.signal });
    await server.received(before + 4);
    stop.abort("enough");
    expect(await adding).toMatchObject({
      results: [{ memory: "User was in Porto" }],
      caughtUp: [{ pending: ["facts", "graph"], failed: [{ item: "turn" }] }],
    });
    server.clearFaults();
    expect(await memory.repair()).toMatchObject({ left: [] });
  });

  test("is stored and told, though its caller aborts while vectors are made", async () => {
    const embeddings = await openWithModel({});
    const embeddingModel = openAIEmbeddingModel({
      baseUrl: embeddings.server.baseURL,
      apiKey: "key",
      model: "text-embedding-3-small",
      dimensions: 64,
    });
    const { kirk } = await openWithModel(script, { embeddingModel });
    embeddings.server.fail(OUTAGE, { count: 2 });
    await kirk.add("I was in Lisbon.");
    const stop = new AbortController();
    const isLate = ({ body }: LoggedRequest) => JSON.stringify(body).includes("Lisbon");
    embeddings.server.fail({ kind: "slow", delayMs: 5_000 }, { count: 1, when: isLate });
    const before = embeddings.server.counts.embeddings;
    const adding = kirk.add("I was in Porto.", { signal: stop.signal });
    await embeddings.server.received(before + 2);
    stop.abort("enough");
    expect(await adding).toMatchObject({ results: [{ memory: "User was in Porto" }] });
  });

  test("makes vectors within the limits of a request", async () => {
    let isDown = true;
    const bare = new FakeEmbeddingModel();
    const embeddingModel: EmbeddingModel = {
      id: "narrow",
      dimensions: bare.dimensions,
      isModel: true,
      maxInputsPerRequest: 100,
      maxCharactersPerRequest: 200,
      doEmbed: async (texts, options) => {
        if (isDown) throw new ModelUnavailableError("embed", "narrow", { reason: "down" });
        if (texts.join("").length > 200) {
          throw new ModelRequestError("embed", "narrow", { reason: "too long" });
        }
        return bare.doEmbed(texts, options);
      },
    };
    const { kirk } = await openWithModel(script, { embeddingModel });
    for (const place of WORDS) {
      expect((await kirk.add(`I was in ${place} ${"so ".repeat(20)}.`)).pending).toEqual([
        "vectors",
      ]);
    }
    isDown = false;
    const { usage } = await kirk.add("Hello again.");
    expect(usage.embeddingInputs).toBeGreaterThan(1);
  });

  test("is stored and told, though the hook fails on what is read later", async () => {
    let isFailing = true;
    const { kirk, memory } = await openAfterOutage(["Lisbon"], {
      beforeCommit: (plan: { readonly facts: readonly { readonly text: string }[] }) => {
        const isOld = plan.facts.some(({ text }) => text.includes("Lisbon"));
        if (isOld && isFailing) throw new Error("not today");
        return plan;
      },
    });
    const { results, caughtUp } = await kirk.add("I was in Porto.");
    expect(results).toMatchObject([{ memory: "User was in Porto" }]);
    expect(caughtUp).toMatchObject([
      { failed: [{ reason: expect.stringContaining("not today") }] },
    ]);
    isFailing = false;
    expect(await memory.repair()).toMatchObject({ left: [] });
    expect((await kirk.getAll()).results).toHaveLength(2);
  });
});

test("what the hook vetoes when it is read later is told, and not read again", async () => {
  let isVetoing = false;
  const { kirk, memory } = await openAfterOutage(["Lisbon"], {
    beforeCommit: (plan: unknown) => (isVetoing ? null : plan),
  });
  isVetoing = true;
  const { caughtUp, left } = await memory.repair();
  expect(left).toEqual([]);
  expect(caughtUp).toMatchObject([
    { pending: [], failed: [{ reason: expect.stringContaining("vetoed") }] },
  ]);
  expect((await kirk.getAll()).results).toEqual([]);
});

test("repair() heeds its signal while a model reads, and leaves the episode to the next", async () => {
  const { server, kirk, memory } = await openAfterOutage(["Lisbon"]);
  server.fail({ kind: "slow", delayMs: 5_000 }, { count: 2 });
  const stop = new AbortController();
  const before = server.counts.chat;
  const repairing = memory.repair({ signal: stop.signal });
  const [outcome] = await Promise.allSettled([
    repairing,
    (async () => {
      await server.received(before + 2);
      stop.abort("enough");
    })(),
  ]);
  expect(outcome).toEqual({ status: "rejected", reason: "enough" });
  server.clearFaults();
  expect(await memory.repair()).toMatchObject({ left: [] });
  expect((await kirk.getAll()).results).toHaveLength(1);
});

test("a turn deleted while it is read later takes what was read of it along", async () => {
  const { server, kirk, memory } = await openAfterOutage(["Lisbon"]);
  const [turn] = (await kirk.getAll({ kinds: ["turn"] })).results;
  server.fail({ kind: "slow", delayMs: 200 }, { count: 2 });
  const before = server.counts.chat;
  const repairing = memory.repair();
  await server.received(before + 2);
  await kirk.delete(turn?.id ?? "");
  await repairing;
  expect((await kirk.getAll({ kinds: ["turn", "trait"] })).results).toEqual([]);
  expect((await kirk.graph.relations()).results).toEqual([]);
  expect(await memory.verify()).toMatchObject({ isSound: true });
});

test.each(["deleteAll", "reset"] as const)(
  "%s while it is read later leaves nothing",
  async (verb) => {
    const { server, kirk, memory } = await openAfterOutage(["Lisbon"]);
    server.fail({ kind: "slow", delayMs: 200 }, { count: 2 });
    const before = server.counts.chat;
    const repairing = memory.repair();
    await server.received(before + 2);
    await (verb === "reset" ? memory.reset() : kirk.deleteAll());
    await repairing;
    expect((await kirk.getAll({ kinds: ["turn", "trait"] })).results).toEqual([]);
    expect((await kirk.graph.relations()).results).toEqual([]);
    expect(await memory.verify()).toMatchObject({ isSound: true });
  },
);

test("two processes read what is left once, and a part that one has read stays read", async () => {
  const path = temporaryPath();
  const { server, kirk, memory } = await openAfterOutage(["Lisbon", "Porto"], { path });
  const languageModel = openAILanguageModel({
    baseUrl: server.baseURL,
    apiKey: "key",
    model: "scripted",
  });
  const other = await Memory.open({ path, languageModel, retry: { maxAttempts: 1 } });
  const isPortoGraph = (request: LoggedRequest) =>
    about("Porto")(request) && JSON.stringify(request.body).includes('"name":"graph"');
  // The first is busy with Lisbon while the other reads the facts of Porto, whose graph fails.
  server.fail({ kind: "slow", delayMs: 400 }, { count: 2, when: about("Lisbon") });
  server.fail({ kind: "status", status: 503 }, { count: 1, when: isPortoGraph });
  const before = server.counts.chat;
  const first = memory.repair();
  await server.received(before + 2);
  const { caughtUp } = await other.repair();
  expect(caughtUp).toMatchObject([{ pending: ["graph"] }]);
  await first;
  await other.close();
  const factsAsked = server.requests.filter(
    (request) => about("Porto")(request) && JSON.stringify(request.body).includes('"name":"facts"'),
  );
  // Once each while the model was down, as often as it is tried again, and once since.
  expect(factsAsked).toHaveLength(3);
  expect((await kirk.getAll()).results).toHaveLength(2);
  expect((await kirk.graph.relations()).results).toHaveLength(2);
});

test.each(["facts", "graph"])(
  "an outage of %s alone ends in the state that there would have been",
  async (name) => {
    const tell = async (isDown: boolean): Promise<unknown> => {
      const clock = new SettableClock();
      const { server, kirk, memory } = await openWithModel(script, { clock });
      await kirk.add("I was in Porto.", { idempotencyKey: "first" });
      const isAsking = ({ body }: LoggedRequest) =>
        JSON.stringify(body).includes(`"name":"${name}"`);
      if (isDown) server.fail(OUTAGE, { count: Infinity, when: isAsking });
      const key = { idempotencyKey: "key", at: "2025-01-01" };
      const { pending } = await kirk.add("I was in Lisbon.", key);
      expect(pending.length > 0).toBe(isDown);
      server.clearFaults();
      await memory.repair();
      expect(await memory.verify()).toMatchObject({ isSound: true });
      const before = (await kirk.graph.relations()).results;
      const memories = (await kirk.getAll()).results;
      const entities = (await kirk.graph.entities()).results;
      for (const { id, memory: text } of memories) {
        if (text.includes("Lisbon")) await kirk.delete(id);
      }
      const after = (await kirk.graph.relations()).results;
      return { before, memories, entities, after };
    };
    const straight = await tell(false);
    expect(straight).toMatchObject({ before: [{}, {}], after: [{ destination: "Porto" }] });
    expect(await tell(true)).toEqual(straight);
  },
);
