import { describe, expect, test } from "vitest";

import { edgesOf, openFor } from "../../support/behaviour.ts";

describe("what is read without a model", () => {
  test.each([
    ["Macau is also known as Macao.", "Feedzai is based in Macau.", "Unbabel is based in Macao."],
    ["澳门也叫Macau。", "Feedzai的总部在澳门。", "Unbabel的总部在Macau。"],
  ])("another name makes one entity of two: %s", async (alias, ...tellings) => {
    const kirk = await openFor("kirk");
    for (const telling of [...tellings, alias]) await kirk.add(telling);
    const { results } = await kirk.graph.relations();
    expect(new Set(results.map(({ destination }) => destination)).size).toBe(1);
    expect(results).toHaveLength(2);
  });

  test("a name with and without its article is one entity", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("I live in The Hague.", { at: "2024-01-10" });
    const { results } = await kirk.add("I live in the Hague.", { at: "2024-02-10" });
    expect(results.map(({ event }) => event)).toEqual(["NONE"]);
    expect(await edgesOf(kirk)).toEqual(["kirk LIVES_IN The Hague"]);
  });

  test("another name left without whose is nobody's", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("我住在波尔图，也叫Porto。");
    const { results } = await kirk.graph.entities();
    expect(results.flatMap(({ aliases }) => aliases)).not.toContain("Porto");
  });

  test("a birthday without a year is of no year", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("My birthday is on 3 May.", { at: "2024-05-15" });
    const { results } = await kirk.getAll({ kinds: ["event", "trait"] });
    expect(results).toMatchObject([{ kind: "trait", memory: "My birthday is on 3 May." }]);
  });

  test("a plan moves nobody", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("我住在北京。", { at: "2024-01-10" });
    await kirk.add("我明年搬到上海。", { at: "2024-02-10" });
    expect(await edgesOf(kirk)).toEqual(["kirk LIVES_IN 北京"]);
  });
});
