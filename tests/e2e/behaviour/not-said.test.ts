import { describe, expect, test } from "vitest";

import { edgesOf, openFor } from "../../support/behaviour.ts";

describe("what nobody said", () => {
  test.each([
    ["My wife is Ada.", "Tom is my wife's brother.", "kirk PARTNER_OF Ada"],
    ["My wife is Ada.", "Tom is my wife’s brother.", "kirk PARTNER_OF Ada"],
    ["My boss is Ada.", "Tom is my boss's boss.", "kirk MANAGED_BY Ada"],
    ["My boss is Ada.", "My boss is Ana or Tom.", "kirk MANAGED_BY Ada"],
    ["My husband is Tom.", "Bob is my late husband.", "kirk PARTNER_OF Tom"],
  ])("ends nothing: %s %s", async (told, other, holds) => {
    const kirk = await openFor("kirk");
    await kirk.add(told, { at: "2024-01-10" });
    const { relations } = await kirk.add(other, { at: "2024-02-10" });
    expect(relations).toMatchObject({ added: [], closed: [] });
    expect(await edgesOf(kirk)).toEqual([holds]);
  });

  test.each([
    ["我在阿里工作。", "我去年在百度工作。", "kirk WORKS_AT 阿里"],
    ["我在阿里工作。", "我三年前在百度工作。", "kirk WORKS_AT 阿里"],
    ["我住在北京。", "五年前我住在南京。", "kirk LIVES_IN 北京"],
    ["我住在北京。", "我当时住在南京。", "kirk LIVES_IN 北京"],
  ])("a past that Chinese tells by its date ends nothing: %s %s", async (told, past, holds) => {
    const kirk = await openFor("kirk");
    await kirk.add(told, { at: "2024-01-10" });
    const { relations } = await kirk.add(past, { at: "2024-02-10" });
    expect(relations.closed).toEqual([]);
    expect(await edgesOf(kirk)).toEqual([holds]);
    const { results } = await kirk.getAll({ kinds: ["trait"] });
    expect(results.map(({ memory }) => memory)).toEqual([told]);
  });

  test.each([
    ["我在阿里工作。", "我去年开始在百度工作。", "kirk WORKS_AT 百度"],
    ["我住在北京。", "我上个月搬到南京。", "kirk LIVES_IN 南京"],
  ])("but what began then holds: %s %s", async (told, change, holds) => {
    const kirk = await openFor("kirk");
    await kirk.add(told, { at: "2022-01-10" });
    await kirk.add(change, { at: "2024-02-10" });
    expect(await edgesOf(kirk)).toEqual([holds]);
  });

  test.each([
    ["My dog is called Pixel.", "My dog Pixel died last week.", "HAS_PET"],
    ["My wife is Sara.", "I'm divorced from Sara.", "PARTNER_OF"],
    ["I live in Porto.", "I moved back to Lisbon.", "LIVES_IN"],
  ])("while what was said to be over is: %s %s", async (told, over, type) => {
    const kirk = await openFor("kirk");
    await kirk.add(told, { at: "2024-01-10" });
    const { relations } = await kirk.add(over, { at: "2024-02-10" });
    expect(relations.closed.map(({ relationship }) => relationship)).toContain(type);
  });
});
