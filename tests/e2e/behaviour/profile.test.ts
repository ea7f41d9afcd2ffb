import { describe, expect, test } from "vitest";
import {
  InvalidArgumentError,
  LexicalEmbeddingModel,
  Memory,
  type Profile,
  type ProfileOptions,
  type ScopedMemory,
} from "../../../src/index.ts";
import { FakeLanguageModel, recordCalls } from "../../../src/testing/testing.ts";
import {
  openFor,
  openMemory,
  SettableClock,
  stating,
  temporaryPath,
} from "../../support/behaviour.ts";

/** The timeline in short: "2024-06 began I moved to Porto." */
function timelineOf({ timeline }: Profile): string[] {
  return timeline.map(({ date, change, memory }) => `${date ?? "undated"} ${change} ${memory}`);
}

function traitsOf({ traits }: Profile): string[] {
  return traits.map(({ memory }) => memory);
}

async function tellOfMoves(kirk: ScopedMemory): Promise<void> {
  await kirk.add("I live in Lisbon. I like tea.", { at: "2024-01-14T09:00:00Z" });
  await kirk.add("I moved to Porto last week. I love jazz.", { at: "2024-05-21T09:00:00Z" });
  await kirk.add("I went skiing in Andorra in March 2023.", { at: "2024-06-01T09:00:00Z" });
}

describe("profile()", () => {
  test("has what holds, and what happened and changed by date to its own precision", async () => {
    const kirk = await openFor("kirk");
    await tellOfMoves(kirk);
    const profile = await kirk.profile();
    expect(traitsOf(profile)).toEqual([
      "I love jazz.",
      "I moved to Porto last week (2024-05-13 to 2024-05-19).",
      "I like tea.",
    ]);
    expect(timelineOf(profile)).toEqual([
      "2023-03 happened I went skiing in Andorra in March 2023.",
      "2024-05-13 to 2024-05-19 ended I live in Lisbon.",
      "2024-05-13 to 2024-05-19 began I moved to Porto last week (2024-05-13 to 2024-05-19).",
    ]);
    expect(profile.timeline[1]).toMatchObject({
      kind: "trait",
      precision: "week",
      isDateStated: true,
      validFrom: "2024-01-14T09:00:00.000Z",
      validTo: "2024-05-13T00:00:00.000Z",
    });
    expect(profile).toMatchObject({
      language: "en",
      asOf: null,
      omitted: { traits: 0, relations: 0, timeline: 0, isPartial: false },
    });
    expect(profile.text).toContain("2024-05-13 to 2024-05-19\n- Until then: I live in Lisbon.\n");
  });

  test("says from the graph what still holds of a memory that has ended", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("My sister Ana lives in Munich.", { at: "2022-10-05" });
    expect((await kirk.profile()).relations).toEqual([]);
    await kirk.add("Ana moved to Vienna.", { at: "2024-02-01" });
    const { relations, text } = await kirk.profile();
    const [sister] = relations;
    expect(relations).toEqual([
      {
        id: sister?.id,
        fact: "My sibling is Ana",
        validFrom: "2022-10-05T00:00:00.000Z",
        validTo: null,
        turnIds: [expect.any(String)],
      },
    ]);
    expect(text).toMatch(/What holds\n(?:- .*\n)*- My sibling is Ana \(told on 2022-10-05\)\n/);
    const before = await kirk.profile({ asOf: "2023-01-01" });
    expect(before.relations).toEqual([]);
    expect((await kirk.profile({ traitLimit: 0 })).relations).toEqual([]);
    // A memory that holds says it again.
    await kirk.add("My sister Ana likes tea.", { at: "2024-03-01" });
    expect((await kirk.profile()).relations).toEqual([]);
  });

  test("says so to an agent, and of a run, where what tells it still was told to another", async () => {
    const memory = await openMemory();
    const kirk = { userId: "kirk" };
    for (const [own, other] of [
      [{ agentId: "guide" }, { agentId: "coach" }],
      [{ runId: "1" }, { runId: "2" }],
    ]) {
      await memory.add("My sister Ana lives in Munich.", { ...kirk, ...own, at: "2022-10-05" });
      await memory.add("My sister Ana likes tea.", { ...kirk, ...other, at: "2022-10-06" });
      await memory.add("Ana moved to Vienna.", { ...kirk, ...own, at: "2024-02-01" });
      const { relations } = await memory.profile({ ...kirk, ...own });
      expect(relations.map(({ fact }) => fact)).toEqual(["My sibling is Ana"]);
      expect((await memory.profile({ ...kirk, ...other })).relations).toEqual([]);
      expect((await memory.profile(kirk)).relations).toEqual([]);
      await memory.deleteAll(kirk);
    }
  });

  test("says so in Chinese of what was told in Chinese", async () => {
    const li = await openFor("li");
    await li.add("我的同事小王住在北京。", { at: "2022-10-05" });
    await li.add("小王搬到了上海。", { at: "2024-02-01" });
    expect((await li.profile()).text).toContain("我和小王是同事（2022年10月5日说）");
  });

  test("says where each came from, and can be told from what is asked by id", async () => {
    const kirk = await openFor("kirk");
    await tellOfMoves(kirk);
    const { traits, timeline } = await kirk.profile();
    for (const { id, memory, turnIds } of [...traits, ...timeline]) {
      const stored = await kirk.get(id);
      expect(stored?.memory).toBe(memory);
      expect(stored?.evidence.map(({ turnId }) => turnId)).toEqual(turnIds);
      expect(turnIds.length).toBeGreaterThan(0);
    }
  });

  test("has a change without a date begin when it was told, and nothing else told with it", async () => {
    const kirk = await openFor("kirk");
    const slot = (value: string) =>
      stating(`Kirk's plan is ${value}`, ["I", "subscription plan", value]);
    await kirk.add("Gold it is.", { at: "2024-03-01T12:00:00Z", ...slot("Gold") });
    const silver = slot("Silver");
    await kirk.add("Silver now, and I like tea.", {
      at: "2024-09-01T12:00:00Z",
      facts: [...silver.facts, { text: "Kirk likes tea" }],
      relations: silver.relations,
    });
    expect(timelineOf(await kirk.profile())).toEqual([
      "2024-09-01 ended Kirk's plan is Gold",
      "2024-09-01 began Kirk's plan is Silver",
    ]);
  });

  test("shows a value that came back twice in the timeline and once in what holds", async () => {
    const kirk = await openFor("kirk");
    const lives = (value: string) => stating(`Kirk lives in ${value}`, ["I", "lives in", value]);
    for (const [at, value] of [
      ["2022-03-05", "Lisbon"],
      ["2023-04-05", "Porto"],
      ["2024-05-05", "Lisbon"],
    ] as const) {
      await kirk.add(`${value}!`, { at, ...lives(value) });
    }
    const profile = await kirk.profile();
    expect(traitsOf(profile)).toEqual(["Kirk lives in Lisbon"]);
    expect(profile.traits[0]?.date).toBe("2024-05-05");
    expect(timelineOf(profile)).toEqual([
      "2023-04-05 ended Kirk lives in Lisbon",
      "2023-04-05 began Kirk lives in Porto",
      "2024-05-05 ended Kirk lives in Porto",
      "2024-05-05 began Kirk lives in Lisbon",
    ]);
  });

  test("forgets what was corrected, and follows an update", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("I live in Porto.", { at: "2024-01-14" });
    await kirk.add("No, I live in Braga.", {
      at: "2024-01-15",
      facts: [
        {
          text: "I live in Braga.",
          slot: { subject: "I", relationship: "lives in", value: "Braga" },
          corrects: true,
        },
      ],
    });
    const profile = await kirk.profile();
    expect(traitsOf(profile)).toEqual(["I live in Braga."]);
    expect(JSON.stringify(profile)).not.toContain("Porto");
    await kirk.update(profile.traits[0]?.id ?? "", "I live in Guimarães.");
    const updated = await kirk.profile();
    expect(traitsOf(updated)).toEqual(["I live in Guimarães."]);
    expect(JSON.stringify(updated)).not.toContain("Braga");
  });

  test("loses what is deleted at once, and opens what only that had closed", async () => {
    const kirk = await openFor("kirk");
    await tellOfMoves(kirk);
    const before = await kirk.profile();
    const porto = before.traits.find(({ memory }) => memory.includes("Porto"));
    await kirk.delete(porto?.id ?? "");
    const after = await kirk.profile();
    expect(JSON.stringify(after)).not.toContain("Porto");
    expect(traitsOf(after)).toContain("I live in Lisbon.");
    expect(timelineOf(after)).toEqual(["2023-03 happened I went skiing in Andorra in March 2023."]);
    await kirk.deleteAll();
    expect(await kirk.profile()).toMatchObject({ traits: [], timeline: [], text: "" });
  });

  test("loses an episode once it expires", async () => {
    const clock = new SettableClock();
    const kirk = await openFor("kirk", { clock });
    await kirk.add("I like tea.", { at: "2025-01-01", expiresAt: "2026-01-02" });
    await kirk.add("I love jazz.", { at: "2025-01-01" });
    expect(traitsOf(await kirk.profile())).toHaveLength(2);
    clock.set("2026-01-03T00:00:00Z");
    expect(traitsOf(await kirk.profile())).toEqual(["I love jazz."]);
  });

  test("changes when a stated end comes, without any write", async () => {
    const clock = new SettableClock();
    const kirk = await openFor("kirk", { clock });
    await kirk.add("My contract.", {
      at: "2025-01-01",
      facts: [{ text: "Kirk works for Feedzai", validFrom: "2024-03-04", validTo: "2026-02-01" }],
    });
    const before = await kirk.profile();
    expect(before.text).toContain("- Kirk works for Feedzai (since 2024-03-04) (until 2026-02)");
    expect(timelineOf(before)).toEqual(["2024-03-04 began Kirk works for Feedzai"]);
    clock.set("2026-02-01T00:00:00Z");
    const after = await kirk.profile();
    expect(after.traits).toEqual([]);
    expect(timelineOf(after)).toEqual([
      "2024-03-04 began Kirk works for Feedzai",
      "2026-02 ended Kirk works for Feedzai",
    ]);
    clock.set("2026-01-01T00:00:00Z");
    expect(traitsOf(await kirk.profile())).toHaveLength(1);
  });

  test("is of a moment in the world when asked", async () => {
    const kirk = await openFor("kirk");
    await tellOfMoves(kirk);
    const then = await kirk.profile({ asOf: "2024-02-01" });
    expect(traitsOf(then).toSorted()).toEqual(["I like tea.", "I live in Lisbon."]);
    expect(timelineOf(then)).toEqual(["2023-03 happened I went skiing in Andorra in March 2023."]);
    expect(then.asOf).toBe("2024-02-01T00:00:00.000Z");
    expect(then.text).toContain("As of 2024-02-01");
    const early = await kirk.profile({ asOf: "2023-01-01" });
    expect(early).toMatchObject({ traits: [], timeline: [], text: "" });
    // Not kept for one another.
    expect(traitsOf(await kirk.profile())).toHaveLength(3);
  });

  test("narrows to an agent and to a run", async () => {
    const memory = await openMemory();
    const kirk = memory.for({ userId: "kirk" });
    const at = "2024-01-14";
    await kirk.add("I like tea.", { at });
    await memory.add("I love jazz. My name is James.", {
      userId: "kirk",
      agentId: "guide",
      runId: "r1",
      at,
    });
    await memory.add("I enjoy chess.", { userId: "kirk", agentId: "coach", runId: "r2", at });
    const profileOf = async (scope: object): Promise<string[]> =>
      traitsOf(await memory.profile({ userId: "kirk", ...scope })).toSorted();
    expect(await profileOf({})).toHaveLength(4);
    expect(await profileOf({ agentId: "guide" })).toEqual([
      "I like tea.",
      "I love jazz.",
      "My name is James.",
    ]);
    expect(await profileOf({ agentId: "coach" })).toEqual(["I enjoy chess.", "I like tea."]);
    expect(await profileOf({ runId: "r2" })).toEqual(["I enjoy chess."]);
    const coach = await memory.profile({ userId: "kirk", agentId: "coach" });
    expect(JSON.stringify(coach)).not.toMatch(/jazz|James/);
  });

  test("never meets another tenant, whoever asked before", async () => {
    const memory = await openMemory();
    await memory.add("I like tea.", { userId: "kirk" });
    await memory.add("I love jazz.", { userId: "nita" });
    await memory.add("I enjoy chess.", { agentId: "kirk" });
    for (let round = 0; round < 2; round += 1) {
      expect(traitsOf(await memory.profile({ userId: "kirk" }))).toEqual(["I like tea."]);
      expect(traitsOf(await memory.profile({ userId: "nita" }))).toEqual(["I love jazz."]);
      expect(traitsOf(await memory.profile({ agentId: "kirk" }))).toEqual(["I enjoy chess."]);
      expect((await memory.profile({ userId: "nobody" })).text).toBe("");
    }
  });

  test("knows the name that was told, and not the id that stands in for it", async () => {
    const kirk = await openFor("u-17");
    await kirk.add("I like tea.");
    expect((await kirk.profile()).person).toEqual({ name: null, aliases: [] });
    expect((await kirk.profile()).text).toContain("About the user");
    await kirk.add("My name is James.");
    const { person, text } = await kirk.profile();
    expect(person).toEqual({ name: "James", aliases: [] });
    expect(text).toContain("About James");
  });

  test("is in Chinese where the memories are", async () => {
    const wei = await openFor("wei");
    await wei.add("我叫张伟。我住在北京，我喜欢喝茶。去年我去了上海。", { at: "2024-08-10" });
    await wei.add("上周我搬到了杭州。I love jazz.", { at: "2024-09-10" });
    const { language, text, person } = await wei.profile();
    expect(language).toBe("zh");
    expect(person.name).toBe("张伟");
    for (const line of [
      "关于张伟",
      "现状",
      "- 我喜欢喝茶（2024年8月10日说）",
      "- I love jazz. (told on 2024-09-10)",
      "2023年\n- 去年（2023）我去了上海。",
      "2024年9月2日至2024年9月8日\n- 此前：我住在北京\n- 上周（2024-09-02 至 2024-09-08）我搬到了杭州。",
    ]) {
      expect(text).toContain(line);
    }
  });

  test("is not remembered anew when its text comes back", async () => {
    const kirk = await openFor("kirk");
    await tellOfMoves(kirk);
    const { text } = await kirk.profile();
    const { results, relations } = await kirk.add(`${text}\nI adore opera.`, { at: "2024-07-01" });
    expect(results.map(({ memory }) => memory)).toEqual(["I adore opera."]);
    expect(relations.confirmed).toEqual([]);
  });

  test("is not sent to a model when its text comes back", async () => {
    const reader = recordCalls(
      new FakeLanguageModel('{"facts": [], "entities": [], "relations": []}'),
    );
    const kirk = await openFor("kirk", { languageModel: reader.port });
    await kirk.add("I like tea.", { facts: [{ text: "Kirk likes tea" }] });
    const { text } = await kirk.profile();
    expect(text).toContain("Kirk likes tea");
    await kirk.add(text);
    expect(reader.callCount()).toBe(0);
    await kirk.add(`${text}\nI adore opera.`);
    const asked = JSON.stringify(reader.callsOf("doGenerate").map(({ parameters }) => parameters));
    expect(asked).toContain("I adore opera.");
    expect(asked).not.toContain("Kirk likes tea");
  });

  test("keeps to its limits and says what it left out", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("So much.", {
      at: "2024-01-01T08:00:00Z",
      facts: [1, 2, 3, 4].flatMap((day) => [
        {
          text: `Kirk ran on day ${day}`,
          kind: "event" as const,
          validFrom: `2024-03-0${day + 1}`,
        },
        { text: `Kirk has had habit ${day}`, validFrom: `2023-03-0${day + 1}` },
      ]),
    });
    const profile = await kirk.profile({ traitLimit: 2, timelineLimit: 3 });
    expect(traitsOf(profile)).toEqual(["Kirk has had habit 4", "Kirk has had habit 3"]);
    expect(timelineOf(profile)).toEqual(
      [2, 3, 4].map((day) => `2024-03-0${day + 1} happened Kirk ran on day ${day}`),
    );
    expect(profile.omitted).toEqual({ traits: 2, relations: 0, timeline: 5, isPartial: false });
    expect(profile.text).toContain(
      "Left out, as they are older: 2 of what holds, 5 of what happened.",
    );
    const none = await kirk.profile({ traitLimit: 0, timelineLimit: 0 });
    expect(none).toMatchObject({ traits: [], timeline: [], text: "", omitted: { traits: 4 } });
  });
});

describe("profile() is kept ready", () => {
  test("costs no request to a model, not even at first", async () => {
    const embedder = recordCalls(new LexicalEmbeddingModel());
    const reader = recordCalls(
      new FakeLanguageModel('{"facts": [], "entities": [], "relations": []}'),
    );
    const models = { embeddingModel: embedder.port, languageModel: reader.port };
    const kirk = await openFor("kirk", models);
    await kirk.add("Hello!");
    await kirk.add("I like tea.", { facts: [{ text: "Kirk likes tea" }] });
    const calls = (): number[] => [embedder.callCount("doEmbed"), reader.callCount("doGenerate")];
    const before = calls();
    expect(Math.min(...before)).toBeGreaterThan(0);
    expect((await kirk.profile()).text).toContain("Kirk likes tea");
    await kirk.profile({ asOf: "2024-02-01" });
    expect(calls()).toEqual(before);
  });

  test("gives each caller a profile of its own", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("I like tea.", { metadata: { tags: ["a"] } });
    const first = await kirk.profile();
    const [trait] = first.traits;
    Object.assign(trait ?? {}, { memory: "changed" });
    Object.assign(trait?.metadata["tags"] ?? {}, ["changed"]);
    expect(JSON.stringify(first)).toContain('["changed"]');
    expect(JSON.stringify(await kirk.profile())).not.toContain("changed");
  });

  test("shows what another connection to the file wrote and deleted", async () => {
    const path = temporaryPath();
    const [one, other] = await Promise.all([openMemory({ path }), openMemory({ path })]);
    const scope = { userId: "kirk" };
    await one.add("I like tea.", scope);
    expect(traitsOf(await other.profile(scope))).toEqual(["I like tea."]);
    await one.add("I love jazz.", scope);
    const { traits } = await other.profile(scope);
    expect(traits).toHaveLength(2);
    for (const { id } of traits) await one.delete(id);
    expect(await other.profile(scope)).toMatchObject({ traits: [], text: "" });
  });
});

describe("profile() refuses", () => {
  test.each([
    [{ traitLimit: -1 }, "traitLimit"],
    [{ timelineLimit: 1_001 }, "timelineLimit"],
    [{ timeZone: "Nowhere" }, "timeZone"],
    [{ asOf: "soon" }, "asOf"],
    [{ knownAt: "2024-01-01" }, "options"],
    [{ userId: "nita" }, "userId"],
  ])("%j", async (options, argument) => {
    const kirk = await openFor("kirk");
    const error: unknown = await kirk
      .profile(options as ProfileOptions)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect((error as InvalidArgumentError).argument).toBe(argument);
  });

  test("an aborted signal, with its reason, and a closed memory", async () => {
    const memory = await Memory.open({ path: ":memory:" });
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    await expect(memory.profile({ userId: "kirk", signal })).rejects.toBe(reason);
    await memory.close();
    await expect(memory.profile({ userId: "kirk" })).rejects.toMatchObject({
      code: "STORE_OPERATION_FAILED",
    });
  });
});
