import { describe, expect, test } from "vitest";

import type { Plan, ScopedMemory } from "../../../src/index.ts";
import {
  found,
  openFor,
  ordersOf,
  SettableClock,
  stateOf,
  stating,
  tell,
} from "../../support/behaviour.ts";

async function entityNames(memory: ScopedMemory): Promise<string[]> {
  const { results } = await memory.graph.entities();
  return results.map(({ name }) => name).toSorted();
}

/** The names under which an entity goes, its own first. */
async function namesOf(memory: ScopedMemory, name: string): Promise<readonly string[]> {
  const { entities } = await memory.graph.neighborhood(name);
  const [entity] = entities;
  return entity ? [entity.name, ...entity.aliases] : [];
}

test("of two names that one turn has for an entity, the first is the one it goes by", async () => {
  const plans: Plan[] = [];
  const beforeCommit = (plan: Plan): Plan => {
    plans.push(plan);
    return plan;
  };
  const kirk = await openFor("kirk", { beforeCommit });
  await kirk.add("I live in The Hague.", { at: "2024-01-10" });
  const named = plans
    .flatMap(({ records }) => records.mentions)
    .filter(({ key }) => key === "hague");
  expect(new Set(named.map(({ name }) => name))).toEqual(new Set(["The Hague", "Hague"]));
  // What two told alike would be put in order by is random.
  expect(new Set(named.map(({ index }) => index)).size).toBe(named.length);
  const { results } = await kirk.graph.relations();
  expect(results.map(({ destination }) => destination)).toEqual(["The Hague"]);
});

describe("the speaker", () => {
  test.each([
    ["I", "I live in Lisbon."],
    ["我", "我住在里斯本。"],
  ])("%s is the user when a user speaks", async (_, text) => {
    const kirk = await openFor("kirk");
    await kirk.add(text);
    expect((await kirk.graph.relations()).results).toMatchObject([
      { source: "kirk", relationship: "LIVES_IN" },
    ]);
  });

  test("I and 我 are one person", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("I live in Lisbon.", { at: "2024-01-01" });
    await kirk.add("我搬到了波尔图。", { at: "2024-06-01" });
    const { results } = await kirk.graph.relations({ includeClosed: true });
    expect(results.map(({ source, validTo }) => [source, validTo])).toEqual([
      ["kirk", null],
      ["kirk", "2024-06-01T00:00:00.000Z"],
    ]);
  });

  test.each([
    ["I", "I live in Lisbon."],
    ["我", "我住在里斯本。"],
  ])("%s is the message's name, if it has one", async (_, content) => {
    const kirk = await openFor("kirk");
    await kirk.add([
      { role: "user", name: "Nita", content },
      { role: "user", name: "Omar", content: "I live in Porto." },
    ]);
    const { results } = await kirk.graph.relations();
    expect(results.map(({ source }) => source).toSorted()).toEqual(["Nita", "Omar"]);
  });

  test("I is the agent when the assistant speaks", async () => {
    const kirk = await openFor("kirk");
    const relations = [{ source: "I", relationship: "recommends", destination: "Clean Code" }];
    await kirk.add([{ role: "assistant", content: "I recommend Clean Code." }], { relations });
    const { results } = await kirk.graph.relations();
    expect(results.map(({ source }) => source)).toEqual(["assistant"]);
  });

  test.each([["I"], ["me"], ["我"], ["user"]])(
    "%s in a caller's facts and relations is the speaker",
    async (name) => {
      const kirk = await openFor("kirk");
      await kirk.add("I live in Lisbon.", { at: "2024-01-01" });
      const porto = stating("moved to Porto", [name, "lives in", "Porto"]);
      const { relations } = await kirk.add("Porto!", { ...porto, at: "2024-06-01" });
      expect(relations.closed).toMatchObject([{ source: "kirk", destination: "Lisbon" }]);
    },
  );

  test("the user's name leads to the user, whichever way it is told", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("My name is James Kirk. I live in Lisbon.", { at: "2024-01-01" });
    expect(await found(kirk, "Where does James Kirk live?")).toContainEqual(
      expect.stringMatching(/Lisbon/),
    );
    expect(await namesOf(kirk, "James Kirk")).toEqual(await namesOf(kirk, "I"));
  });
});

describe("names that are not one", () => {
  const PAIRS = [
    ["张伟", "张伟民"],
    ["Room 101", "Room 102"],
    ["Iran", "Tigran"],
    ["Java", "JavaScript"],
    ["Route 66", "Route 67"],
    ["Ann", "Anne"],
  ] as const;

  test.each(PAIRS)("%s and %s are not merged", async (one, other) => {
    for (const [first, second] of [
      [one, other],
      [other, one],
    ] as const) {
      const kirk = await openFor("kirk");
      await kirk.add("a", {
        relations: [{ source: "Ana", relationship: "knows of", destination: first }],
      });
      await kirk.add("b", {
        relations: [{ source: "Ana", relationship: "knows of", destination: second }],
      });
      await kirk.add("c", {
        entities: [
          { name: one, type: "thing" },
          { name: other, type: "thing" },
        ],
      });
      expect(await entityNames(kirk)).toEqual(["Ana", one, other].toSorted());
      expect((await kirk.graph.relations()).results).toHaveLength(2);
      expect(await namesOf(kirk, one)).toEqual([one]);
      expect(await namesOf(kirk, other)).toEqual([other]);
    }
  });

  test.each(PAIRS)(
    "a question about %s is answered by it rather than by %s",
    async (one, other) => {
      const kirk = await openFor("kirk");
      await kirk.add("a", {
        relations: [{ source: "Ana", relationship: "knows of", destination: one }],
      });
      await kirk.add("b", {
        relations: [{ source: "Bob", relationship: "knows of", destination: other }],
      });
      const { relations } = await kirk.search(one, { graph: { hops: 1 } });
      expect(relations[0]?.destination).toBe(one);
    },
  );

  test("张伟 and 张伟民 keep their own facts, read by patterns", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("张伟住在北京。", { at: "2024-01-01" });
    await kirk.add("张伟民住在上海。", { at: "2024-02-01" });
    const { results } = await kirk.graph.relations();
    expect(results.map(({ validTo }) => validTo)).toEqual([null, null]);
    const ends = results.map(({ source, destination }) => `${source} ${destination}`);
    expect(ends.toSorted()).toEqual(["张伟 北京", "张伟民 上海"]);
  });
});

describe("names that are one", () => {
  test("spellings of one name and type meet, whichever comes first", async () => {
    const tellings = ["José Martínez", "Jose Martinez", "josé  martínez"].map((name, index) => ({
      text: `a${index}`,
      at: `2024-0${index + 1}-01`,
      ...stating(`${name} lives in Town${index}`, [
        { name, type: "person" },
        "lives in",
        `Town${index}`,
      ]),
    }));
    const states = [];
    for (const order of ordersOf(tellings)) {
      const memory = await openFor("kirk", { clock: new SettableClock() });
      await tell(memory, order);
      expect((await memory.graph.relations()).results).toMatchObject([{ destination: "Town2" }]);
      states.push(await stateOf(memory));
    }
    for (const state of states) expect(state).toEqual(states[0]);
  });

  test("'also known as' adds an alias and merges a node that exists, in any order", async () => {
    const tellings = [
      { text: "Robert works at Acme.", at: "2024-01-01" },
      { text: "Bobby lives in Porto.", at: "2024-02-01" },
      { text: "Robert, also known as Bobby, likes chess.", at: "2024-03-01" },
    ];
    const states = [];
    for (const order of ordersOf(tellings)) {
      const memory = await openFor("kirk", { clock: new SettableClock() });
      await tell(memory, order);
      expect(await namesOf(memory, "Bobby")).toEqual(["Robert", "Bobby"]);
      const { relations } = await memory.graph.neighborhood("Bobby");
      const types = relations
        .map(({ source, relationship }) => `${source} ${relationship}`)
        .toSorted();
      expect(types).toEqual(["Robert LIKES", "Robert LIVES_IN", "Robert WORKS_AT"]);
      expect(await found(memory, "Where does Bobby work?")).toContainEqual(
        expect.stringMatching(/Acme/),
      );
      states.push(await stateOf(memory));
    }
    for (const state of states) expect(state).toEqual(states[0]);
  });

  test("又名 does so in Chinese", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("王小明又名阿明。", { at: "2024-01-01" });
    await kirk.add("阿明住在北京。", { at: "2024-02-01" });
    expect(await namesOf(kirk, "阿明")).toEqual(["王小明", "阿明"]);
  });

  test("an alias makes slots one: Lisboa is Lisbon", async () => {
    const LIVES = ["Ana", "lives in"] as const;
    const tellings = [
      { text: "a", at: "2024-01-01", ...stating("Ana lives in Lisbon", [...LIVES, "Lisbon"]) },
      { text: "b", at: "2024-02-01", ...stating("Ana lives in Lisboa", [...LIVES, "Lisboa"]) },
      {
        text: "c",
        at: "2024-03-01",
        entities: [{ name: "Lisbon", type: "place", aliases: ["Lisboa"] }],
      },
    ];
    const states = [];
    for (const order of ordersOf(tellings)) {
      const memory = await openFor("kirk", { clock: new SettableClock() });
      await tell(memory, order);
      const { results } = await memory.getAll({ includeClosed: true });
      expect(results).toMatchObject([{ memory: "Ana lives in Lisbon", validTo: null }]);
      expect((await memory.graph.relations({ includeClosed: true })).results).toHaveLength(1);
      expect((await memory.verify()).faults).toEqual([]);
      states.push(await stateOf(memory));
    }
    for (const state of states) expect(state).toEqual(states[0]);
  });
});
