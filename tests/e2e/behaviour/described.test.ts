import { expect, test } from "vitest";

import { found, openFor } from "../../support/behaviour.ts";

test.each([
  [
    ["My sister is Ana.", "My brother is Bob."],
    "Ana broke her leg.",
    "Bob won a race.",
    "How is my sister?",
  ],
  [
    ["My sister is Ana.", "My brother is Bob."],
    "Bob won a race.",
    "Ana broke her leg.",
    "What did my brother win?",
  ],
  [["My boss is Carl.", "My friend is Eva."], "Carl sails.", "Eva sails.", "How is my boss?"],
  [["我姐姐叫安娜。", "我弟弟叫汤姆。"], "安娜摔断了腿。", "汤姆感冒了。", "我姐姐怎么样？"],
])(
  "what is told by name of whom a question describes is found: %s %s",
  async (who, told, other, question) => {
    const kirk = await openFor("kirk");
    for (const [day, text] of [...who, other, told, "I like tea."].entries()) {
      await kirk.add(text, { at: `2024-01-${10 + day}` });
    }
    const texts = await found(kirk, question);
    const place = (text: string): number => (texts.includes(text) ? texts.indexOf(text) : Infinity);
    expect(texts).toContain(told);
    expect(place(told)).toBeLessThan(place(other));
    expect(place(told)).toBeLessThan(place("I like tea."));
    expect((await kirk.context(question)).text).toContain(told.slice(0, -1));
  },
);

test("nobody is described by what they were: a former boss is not meant by 'my boss'", async () => {
  const kirk = await openFor("kirk");
  await kirk.add("My boss was Eva.", { at: "2024-01-10" });
  await kirk.add("Eva broke her leg.", { at: "2024-01-11" });
  await kirk.add("My boss is Carl.", { at: "2024-01-12" });
  await kirk.add("Carl broke his arm.", { at: "2024-01-13" });
  const texts = await found(kirk, "What did my boss break?");
  expect(texts.indexOf("Carl broke his arm.")).toBeLessThan(texts.indexOf("Eva broke her leg."));
});

test.each([
  [
    ["My boyfriend is Tom.", "Tom loves jazz."],
    "Recommend a present for my boyfriend",
    "Recommend a good movie",
  ],
  [["My boyfriend loves jazz."], "What should I get my boyfriend?", "What should I cook tonight?"],
  [
    ["My boyfriend is Tom.", "Tom loves jazz."],
    "Any gift ideas for Tom?",
    "I'm having dinner with my boyfriend",
  ],
  [["我男朋友叫汤姆。", "汤姆喜欢爵士乐。"], "给我男朋友推荐个礼物", "推荐一部电影"],
])("context() tells what is known of whom advice is asked for: %s", async (told, asked, other) => {
  const kirk = await openFor("kirk");
  for (const [day, text] of told.entries()) await kirk.add(text, { at: `2024-01-${10 + day}` });
  expect((await kirk.context(asked)).results.map(({ memory }) => memory)).toContain(told.at(-1));
  expect(await kirk.context(other)).toMatchObject({ text: "", results: [] });
  expect(await kirk.context("Recommend a present for my mother")).toMatchObject({ text: "" });
});

test("a verb describes nobody: 'Who knows Ana?' asks for nothing else of those who do", async () => {
  const kirk = await openFor("kirk");
  const relations = [{ source: "Bob", relationship: "knows", destination: "Ana" }];
  await kirk.add("Bob knows Ana.", { at: "2024-01-10", facts: [], relations });
  await kirk.add("Bob bought a boat.", { at: "2024-01-11" });
  const { results } = await kirk.search("Who knows Ana?");
  expect(results[0]?.memory).toBe("Bob knows Ana.");
  const boat = results.find(({ memory }) => memory === "Bob bought a boat.");
  // By its letters at most, and not as one who is called "knows".
  expect(boat?.score ?? 0).toBeLessThan(0.1);
});
