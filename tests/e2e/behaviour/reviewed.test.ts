import { describe, expect, test } from "vitest";

import { InvalidArgumentError, Memory } from "../../../src/index.ts";

describe("options that came from elsewhere", () => {
  test("a handle's call does not leave the handle's tenant", async () => {
    const memory = await Memory.open({ path: ":memory:" });
    await memory.add("My pin is 1234", { userId: "bob", infer: false });
    const agent = memory.for({ agentId: "helper" });
    // @ts-expect-error -- callers without types pass what they have
    const search = agent.search("pin", { userId: "bob" });
    await expect(search).rejects.toThrow(InvalidArgumentError);
    // @ts-expect-error -- callers without types pass what they have
    await expect(agent.graph.entities({ userId: "bob" })).rejects.toThrow(InvalidArgumentError);
  });

  test("reset refuses a scope, and erases nothing", async () => {
    const memory = await Memory.open({ path: ":memory:" });
    await memory.add("My pin is 1234", { userId: "bob", infer: false });
    // @ts-expect-error -- callers without types pass what they have
    await expect(memory.reset({ userId: "kirk" })).rejects.toThrow(InvalidArgumentError);
    expect(await memory.tenants()).toEqual([{ userId: "bob" }]);
  });

  test("a key __proto__ is an unknown option, not a place to look options up", async () => {
    const memory = await Memory.open({ path: ":memory:" });
    const options = JSON.parse('{"__proto__": {"userId": "other"}}') as { userId: string };
    await expect(memory.add("hello", options)).rejects.toThrow(InvalidArgumentError);
    expect(await memory.tenants()).toEqual([]);
  });
});

test("the assistant's neighbourhood is not the user's", async () => {
  const memory = await Memory.open({ path: ":memory:" });
  const bob = memory.for({ userId: "bob" });
  await bob.add("Bob likes beer, the assistant likes tea", {
    relations: [
      { source: "assistant", relationship: "likes", destination: "tea" },
      { source: "I", relationship: "likes", destination: "beer" },
    ],
  });
  const { relations } = await bob.graph.neighborhood("assistant");
  expect(relations.map(({ destination }) => destination)).toEqual(["tea"]);
});

test("repair takes nothing that is added while it looks", async () => {
  const memory = await Memory.open({ path: ":memory:" });
  const bob = memory.for({ userId: "bob" });
  for (let ticks = 0; ticks < 40; ticks += 1) {
    const text = `Fact number ${ticks}`;
    const adding = bob.add(text, { facts: [{ text }] });
    for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
    const report = await bob.repair();
    const added = await adding;
    expect(report, `after ${ticks} ticks`).toEqual({ mended: [], left: [], caughtUp: [] });
    expect(await bob.get(added.results[0]?.id ?? "")).toMatchObject({ memory: text });
  }
  expect(await bob.verify()).toMatchObject({ isSound: true });
});
