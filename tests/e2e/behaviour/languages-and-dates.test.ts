import { describe, expect, test } from "vitest";

import { openFor } from "../../support/behaviour.ts";

const HAN = /\p{Script=Han}/u;
const LATIN = /\p{Script=Latin}/u;

const CHINESE = [
  { role: "user", content: "我叫李雷，我住在北京。" },
  { role: "assistant", content: "你好，李雷！" },
  { role: "user", content: "我的妹妹韩梅在上海工作。我喜欢滑雪。" },
  { role: "user", content: "上周三我去了长城。" },
];

describe("a Chinese conversation", () => {
  test("stays Chinese: facts, relations and answers", async () => {
    const lilei = await openFor("lilei");
    const { results, relations, failed } = await lilei.add(CHINESE, { at: "2024-05-10T09:00:00Z" });
    expect(results.length).toBeGreaterThan(2);
    for (const { memory } of results) {
      expect(memory).toMatch(HAN);
      expect(memory).not.toMatch(LATIN);
    }
    expect(relations.added.length).toBeGreaterThan(1);
    for (const { fact } of relations.added) {
      expect(fact).toMatch(HAN);
      expect(fact).not.toMatch(LATIN);
    }
    expect(failed).toEqual([]);
    const found = await lilei.search("我住在哪里？");
    expect(found.results[0]?.memory).toMatch(/北京/);
    expect(found.relations[0]).toMatchObject({ relationship: "LIVES_IN", destination: "北京" });
  });

  test("is found by words that share but a part", async () => {
    const lilei = await openFor("lilei");
    await lilei.add(CHINESE, { at: "2024-05-10T09:00:00Z" });
    const sport = await lilei.search("滑雪");
    expect(sport.results[0]?.memory).toMatch(/滑雪/);
    const sister = await lilei.search("妹妹在哪里工作？");
    expect(JSON.stringify([sister.results[0], sister.relations])).toMatch(/上海/);
  });

  test("and an English one of one user meet in the graph, each in its language", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("I work at Feedzai.", { at: "2024-01-01" });
    await kirk.add("我住在里斯本。", { at: "2024-01-02" });
    const { relations } = await kirk.graph.neighborhood("I");
    expect(relations.map(({ source }) => source)).toEqual(["kirk", "kirk"]);
    expect(relations.filter(({ fact }) => HAN.test(fact))).toHaveLength(1);
  });
});

describe("relative dates", () => {
  const AT = "2024-05-10T09:00:00Z";

  test.each([
    ["I went skiing yesterday.", "2024-05-09T00:00:00.000Z"],
    ["Yesterday I visited the museum with Ana.", "2024-05-09T00:00:00.000Z"],
    ["I went to the dentist two days ago.", "2024-05-08T00:00:00.000Z"],
    ["昨天我去了长城。", "2024-05-09T00:00:00.000Z"],
    ["上周三我去了长城。", "2024-05-01T00:00:00.000Z"],
    ["我前天去了医院。", "2024-05-08T00:00:00.000Z"],
  ])("%s becomes a date", async (text, day) => {
    const kirk = await openFor("kirk");
    const { results } = await kirk.add(text, { at: AT });
    const events = await kirk.getAll({ kinds: ["event"] });
    expect(events.results.map(({ validFrom }) => validFrom)).toEqual([day]);
    expect(results.map(({ kind }) => kind)).toContain("event");
  });

  test("are meant in the speaker's time zone", async () => {
    const kirk = await openFor("kirk");
    // 00:30 on 11 May in Shanghai, still 10 May in UTC.
    const at = "2024-05-10T16:30:00Z";
    await kirk.add("I went skiing yesterday.", { at, timeZone: "Asia/Shanghai" });
    const { results } = await kirk.getAll({ kinds: ["event"] });
    expect(results.map(({ validFrom }) => validFrom)).toEqual(["2024-05-09T16:00:00.000Z"]);
  });

  test("are meant from the message's own time", async () => {
    const kirk = await openFor("kirk");
    const messages = [
      { role: "user", content: "I went skiing yesterday.", at: "2024-02-02T12:00:00Z" },
    ];
    await kirk.add(messages, { at: AT });
    const { results } = await kirk.getAll({ kinds: ["event"] });
    expect(results.map(({ validFrom }) => validFrom)).toEqual(["2024-02-01T00:00:00.000Z"]);
  });

  test("search() finds an event by its date, in both languages", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("I went skiing yesterday.", { at: "2024-02-02" });
    await kirk.add("上周三我去了长城。", { at: AT });
    const skiing = await kirk.search("What did I do on 1 February 2024?", { kinds: ["event"] });
    expect(skiing.results[0]).toMatchObject({ validFrom: "2024-02-01T00:00:00.000Z" });
    expect(skiing.results[0]?.why.map(({ by }) => by)).toContain("time");
    const wall = await kirk.search("2024年5月1日我做了什么？", { kinds: ["event"] });
    expect(wall.results[0]?.memory).toMatch(/长城/);
  });

  test("an explicit asOf hides events and turns dated later", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("I went skiing yesterday.", { at: "2024-02-02" });
    const before = await kirk.search("skiing", { asOf: "2024-01-15" });
    expect([before.results, before.relations]).toEqual([[], []]);
    const after = await kirk.search("skiing", { asOf: "2024-03-01" });
    expect(after.results.map(({ kind }) => kind)).toContain("event");
  });
});
