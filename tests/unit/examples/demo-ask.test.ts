import { describe, expect, onTestFinished, test } from "vitest";
import { askUsers, MAX_ASKED_USERS } from "../../../examples/demo-ask.ts";
import { Memory } from "../../../src/index.ts";

async function openTold(): Promise<Memory> {
  const memory = await Memory.open({ path: ":memory:" });
  onTestFinished(() => memory.close());
  await memory.add("I bought a new bicycle.", { userId: "ana" });
  await memory.add("My brother Rui works at Saltline.", { userId: "kirk" });
  await memory.add("I study marine biology.", { userId: "nita" });
  return memory;
}

describe("askUsers()", () => {
  const USERS = ["ana", "kirk", "nita"];

  test.each([
    ["Where does my brother Rui work?", "kirk"],
    ["Who studies marine biology?", "nita"],
    ["Which new bicycle did I buy?", "ana"],
  ])("%s is answered by who knows: %s", async (question, userId) => {
    const asked = await askUsers(await openTold(), question, USERS);
    expect(asked).toMatchObject({ question, userId, askedCount: 3, leftOutCount: 0 });
    expect(asked.answer.results.length).toBeGreaterThan(0);
  });

  test("the order of the users makes no difference where one knows more", async () => {
    const memory = await openTold();
    const asked = await askUsers(memory, "Who studies marine biology?", USERS.toReversed());
    expect(asked.userId).toBe("nita");
  });

  test("has no answer where nobody knows anything", async () => {
    const asked = await askUsers(await openTold(), "zzz qqq?", USERS);
    expect(asked.answer.results).toEqual([]);
    expect(asked.userId).toBe("ana");
  });

  test("asks only whom it is told to", async () => {
    const asked = await askUsers(await openTold(), "Who studies marine biology?", ["kirk"]);
    expect(asked).toMatchObject({ userId: "kirk", askedCount: 1 });
  });

  test("asks no more users than its bound, and counts the rest", async () => {
    const crowd = Array.from({ length: MAX_ASKED_USERS + 5 }, (_, index) => `user-${index}`);
    const asked = await askUsers(await openTold(), "Who?", crowd);
    expect(asked).toMatchObject({ askedCount: MAX_ASKED_USERS, leftOutCount: 5 });
  });
});
