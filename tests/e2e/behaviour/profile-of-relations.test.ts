import { expect, test } from "vitest";
import { openFor } from "../../support/behaviour.ts";

const tell = (source: string, relationship: string, destination: string) => ({
  source,
  relationship,
  destination,
});

test("profile() says what relations say that were given alone", async () => {
  const kirk = await openFor("kirk");
  await kirk.add("…", {
    at: "2024-01-14",
    facts: [],
    relations: [tell("I", "works at", "Feedzai"), tell("I", "lives in", "Lisbon")],
  });
  await kirk.add("…", {
    at: "2024-02-14",
    facts: [],
    relations: [
      tell("I", "lives in", "Porto"),
      { ...tell("Ana", "sister of", "I"), fact: "Ana is the elder of my two sisters" },
    ],
  });
  const { relations, traits, text } = await kirk.profile();
  expect(traits).toEqual([]);
  expect(relations.map(({ fact }) => fact).toSorted()).toEqual([
    "Ana is the elder of my two sisters",
    "I live in Porto",
    "I work at Feedzai",
  ]);
  expect(relations.map(({ turnIds }) => turnIds.length)).toEqual([1, 1, 1]);
  expect(text).toContain("I work at Feedzai");
  expect(text).not.toContain("Lisbon");
});

test("profile() says once what a memory tells as well", async () => {
  const kirk = await openFor("kirk");
  const fact = "I work at Feedzai as an analyst";
  await kirk.add("…", {
    facts: [fact].map((text) => ({ text })),
    relations: [tell("I", "works at", "Feedzai")],
  });
  await kirk.add("My sister Ana lives in Munich.");
  const { relations, text } = await kirk.profile();
  expect(relations.map((one) => one.fact)).not.toContain("Ana lives in Munich");
  expect(text.match(/Munich/gu)).toHaveLength(1);
});

test.each([
  [["Feedzai", "Unbabel", "Talkdesk"], "Left out, as they are older: 2 of what holds"],
  [["华为", "百度", "腾讯"], "Left out, as they are older: 2 of what holds"],
])("profile() says how many relations are beyond the limit: %s", async (firms, footer) => {
  const kirk = await openFor("kirk");
  const relations = firms.map((firm) => tell("I", "owns", firm));
  await kirk.add("…", { facts: [], relations });
  const { omitted, text, ...rest } = await kirk.profile({ traitLimit: 1 });
  expect(rest.relations).toHaveLength(1);
  expect(omitted).toMatchObject({ traits: 0, relations: 2 });
  expect(text).toContain(footer);
  expect((await kirk.profile()).omitted).toMatchObject({ relations: 0 });
});
