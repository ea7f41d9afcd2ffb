import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";

import { PROMPTED_RELATIONS } from "../../../src/prompts/prompted-relations.ts";
import { canonicalRelations } from "../../../src/core/relations/relations.ts";
import { estimateTokens } from "../../../src/pipeline/search/token-budget.ts";
import type { Prompt, PromptId, PromptLanguage } from "../../../src/prompts/prompt.ts";
import { promptFor, type PromptInputs } from "../../../src/prompts/prompts.ts";
import { RERANK_PROMPTS } from "../../../src/prompts/rerank.ts";
import { REWRITE_PROMPTS } from "../../../src/prompts/rewrite.ts";
import { readItems } from "../../../src/reader/read-items.ts";

const ids: readonly (keyof PromptInputs)[] = ["facts", "graph", "reconcile"];
const languages: readonly PromptLanguage[] = ["en", "zh"];
const prompts: readonly Prompt[] = [
  ...ids.flatMap((id) => languages.map((language) => promptFor(id, language, {}))),
  ...[RERANK_PROMPTS, REWRITE_PROMPTS].flatMap((one) => languages.map((language) => one[language])),
];
const byVersion = prompts.map((prompt) => [prompt.version, prompt] as const);
const KEYS: Readonly<Record<PromptId, readonly string[]>> = {
  facts: ["facts"],
  graph: ["entities", "relations"],
  reconcile: ["decisions"],
  rerank: ["ranking"],
  rewrite: ["queries"],
};

/** The schema of a list of objects. */
interface Listed {
  readonly items: { readonly properties: Readonly<Record<string, unknown>> };
}

/** The most that an extraction's instructions may take. */
const MAX_TOKENS = 1_500;

describe("the prompts", () => {
  test("are known by their versions: new words need a new version, and it here", () => {
    const digests = prompts.map(({ version, system, schema }) => {
      const whole = JSON.stringify([system, schema]);
      return `${version} ${createHash("sha256").update(whole).digest("hex").slice(0, 12)}`;
    });
    expect(digests).toMatchInlineSnapshot(`
      [
        "facts-en-1 6fbeb826e814",
        "facts-zh-1 5a6454735c66",
        "graph-en-1 dcece1ee08d9",
        "graph-zh-1 033dfc7572e4",
        "reconcile-en-1 b1555ab7df94",
        "reconcile-zh-1 ca8a156d949e",
        "rerank-en-1 e291140dc70c",
        "rerank-zh-1 1f00f01256bb",
        "rewrite-en-1 cc5fed1057b7",
        "rewrite-zh-1 6804e7ae4264",
      ]
    `);
  });

  test.each(byVersion)("%s reads as it did", async (version, { system, schema }) => {
    const whole = `${system}\n\n${JSON.stringify(schema, null, 2)}\n`;
    await expect(whole).toMatchFileSnapshot(`golden/${version}.txt`);
  });

  test.each(byVersion)("%s is short", (_, { system }) => {
    // Every Chinese character is counted as a token, which is more than tokenizers in use make of it.
    expect(estimateTokens(system)).toBeLessThan(MAX_TOKENS);
  });

  test.each(byVersion)("%s shows an answer that its own schema allows", (_, prompt) => {
    const keys = KEYS[prompt.id];
    const { items } = readItems(prompt.system, { keys });
    const [key = ""] = keys;
    const shown = items[key] ?? [];
    const { properties } = prompt.schema as { properties: Record<string, Listed> };
    const fields = Object.keys(properties[key]?.items.properties ?? {});
    expect(shown.length).toBeGreaterThan(0);
    for (const item of shown) {
      expect(typeof item === "string" ? [] : Object.keys(item as object)).toEqual(fields);
    }
  });

  test("name the relations of the catalog, those of one value at a time where slots are asked for; contact data by their plain names alone", () => {
    const single = PROMPTED_RELATIONS.filter(({ cardinality }) => cardinality === "one");
    const unlisted = canonicalRelations.filter((one) => !PROMPTED_RELATIONS.includes(one));
    expect(unlisted.map(({ type }) => type)).toEqual([
      "HAS_PHONE_NUMBER",
      "HAS_EMAIL_ADDRESS",
      "HAS_ADDRESS",
    ]);
    for (const { version, id, system } of prompts.filter((one) => one.id === "facts")) {
      for (const { type } of single) expect(system, `${version} ${id}`).toContain(type);
    }
  });

  test("have schemas as strict providers demand: every property required, and no other", () => {
    const check = (schema: unknown): void => {
      if (typeof schema !== "object" || schema === null) return;
      const { type, properties, required, additionalProperties } = schema as Record<
        string,
        unknown
      >;
      if (type === "object") {
        expect(additionalProperties).toBe(false);
        expect(required).toEqual(Object.keys(properties as object));
      }
      for (const inner of Object.values(schema)) check(inner);
    };
    for (const { schema } of prompts) check(schema);
  });
});

describe("promptFor()", () => {
  test("gives the caller's words in place of its own, in any language", () => {
    const replaced = promptFor("facts", "zh", { facts: "List facts." });
    expect(replaced).toEqual({
      id: "facts",
      version: "custom",
      system: "List facts.",
      schema: null,
    });
    const named = promptFor("graph", "en", { graph: { text: "Draw.", version: "mine-3" } });
    expect(named).toMatchObject({ version: "mine-3", system: "Draw." });
    expect(promptFor("reconcile", "en", { facts: "x" }).version).toBe("reconcile-en-1");
  });
});
