import { expect, onTestFinished, test, vi } from "vitest";

import { SqliteVectorStore } from "../../../src/vector/sqlite/sqlite-vector-store.ts";
import { openFor } from "../../support/behaviour.ts";
import { SplitServers, unavailable } from "../../support/split-memory.ts";

test.each([
  ["Anna Bergman was my boss.", "Anna Berg is a nurse.", "Who is Anna Bergman?"],
  [
    "My colleague Anna Bergman worked at Volvo until 2020.",
    "Anna Berg lives in Oslo.",
    "Tell me about Anna Bergman.",
  ],
  ["Anna Bergman lived in Rome until 2019.", "Anna Berg lives in Oslo.", "谁是Anna Bergman？"],
  ["李强以前在华为工作。", "李强华在百度工作。", "李强是谁？"],
])(
  "who is known by what is over is answered with it, and not with who has a name like it: %s",
  async (past, other, question) => {
    const kirk = await openFor("kirk");
    await kirk.add(past, { at: "2024-01-10" });
    await kirk.add(other, { at: "2024-01-11" });
    const { results, relations } = await kirk.search(question);
    expect(results[0]).toMatchObject({ memory: past, kind: "trait" });
    expect(results[0]?.validTo).not.toBeNull();
    expect(results[0]?.why.map(({ by }) => by)).toContain("spell");
    expect(relations[0]?.validTo).not.toBeNull();
    const { text } = await kirk.context(question);
    expect(text).toMatch(/What was, and holds no longer|过去（现已不再）/u);
    expect(text).toContain(`- [1] ${past}`);
  },
);

test("of whom something holds that alone is told, and of others nothing that is over", async () => {
  const kirk = await openFor("kirk");
  await kirk.add("Anna Bergman was my boss.", { at: "2024-01-10" });
  await kirk.add("Anna Berg lived in Oslo until 2020.", { at: "2024-01-11" });
  const { results } = await kirk.search("Who is Anna Bergman?");
  expect(results.filter(({ kind }) => kind !== "turn").map(({ memory }) => memory)).toEqual([
    "Anna Bergman was my boss.",
  ]);
  await kirk.add("Anna Bergman lives in Rome.", { at: "2024-01-12" });
  const now = await kirk.search("Who is Anna Bergman?");
  expect(now.results.filter(({ validTo }) => validTo !== null)).toEqual([]);
});

test("what is over of others takes no place of what is shown", async () => {
  const kirk = await openFor("kirk");
  await kirk.add("Anna Bergman was my boss.", { at: "2024-01-10" });
  for (const name of ["Anna Berg", "Anna Bergson", "Anna Bergen"]) {
    await kirk.add(`${name} lived in Oslo until 2020.`, { at: "2024-02-10" });
  }
  await kirk.add("Anna is a nurse.", { at: "2024-03-10" });
  const found = await kirk.search("Who is Anna Bergman?", { limit: 3, explain: true });
  expect(found.results[0]?.memory).toBe("Anna Bergman was my boss.");
  expect(found.results).toHaveLength(3);
  const ended = found.cut?.filter(({ memory, kind }) => kind === "trait" && /Oslo/u.test(memory));
  expect(ended?.map(({ by }) => by)).toEqual(["validity", "validity", "validity"]);
});

test.each([
  ["What was my old job?", "I'm a welder.", "I'm an engineer."],
  ["What is my earlier address?", "My address is 5 Oak Avenue.", "My address is 12 Elm Street."],
  ["What was my old phone number?", "My number is 555-0101.", "My number is 555-0202."],
  ["我的旧手机号是多少？", "我的手机号是13800138000。", "我的手机号是13900139000。"],
  ["我的旧公司是哪家？", "我在百度工作。", "我在阿里工作。"],
])("%s is answered with what was, before what is", async (question, before, after) => {
  const kirk = await openFor("kirk");
  await kirk.add(before, { at: "2024-01-10" });
  await kirk.add(after, { at: "2024-02-10" });
  const { results } = await kirk.search(question);
  expect(results.slice(0, 2).map(({ memory }) => memory)).toEqual([before, after]);
});

test.each([
  ["searchKeywords", [], "keywords"],
  ["searchDenseEach", ["vectors", "graph"], "graph"],
] as const)(
  "what cannot be asked for the past takes nothing from the answer, and is told: %s fails, and down go %j",
  async (method, down, part) => {
    const servers = new SplitServers();
    let isFailing = false;
    const search: unknown = SqliteVectorStore.prototype[method];
    // Both take their options in the same place.
    const spied = vi.spyOn(SqliteVectorStore.prototype, method as "searchKeywords");
    spied.mockImplementation(function (this: SqliteVectorStore, ...parameters) {
      if (isFailing && parameters[2].visibility.includeClosed) {
        for (const server of down) servers.stop(server);
        throw unavailable("vectors");
      }
      return Reflect.apply(search as typeof this.searchKeywords, this, parameters);
    });
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    const kirk = (await servers.open()).for({ userId: "kirk" });
    await kirk.add("Anna Bergman was my boss.", { at: "2024-01-10" });
    await kirk.add("Anna Berg is a nurse.", { at: "2024-01-11" });
    const whole = await kirk.search("Who is Anna Bergman?");
    expect(whole.degraded).toEqual([]);
    expect(whole.results[0]?.memory).toBe("Anna Bergman was my boss.");
    isFailing = true;
    const { results, degraded } = await kirk.search("Who is Anna Bergman?");
    expect(results.map(({ memory }) => memory)).toContain("Anna Berg is a nurse.");
    expect(degraded.map(({ code }) => code)).toContain("STORE_UNAVAILABLE");
    expect(degraded.map((one) => one.part)).toContain(part);
  },
);
