/** Bounds on what one add asks of a language model. */
import { describe, expect, test } from "vitest";

import { resolveScope } from "../../../../../src/core/scope.ts";
import {
  type Answer,
  askItems,
  type Asker,
} from "../../../../../src/pipeline/add/extract/ask-items.ts";
import { CallBudget } from "../../../../../src/pipeline/add/extract/call-budget.ts";
import { readWindows } from "../../../../../src/pipeline/add/extract/read-windows.ts";
import { UsageMeter } from "../../../../../src/pipeline/add/extract/usage-meter.ts";
import type { Episode, EpisodeMessage } from "../../../../../src/pipeline/add/stated.ts";
import { promptFor } from "../../../../../src/prompts/prompts.ts";
import {
  type ChatReply,
  type ChatRequest,
  FakeEmbeddingModel,
  FakeLanguageModel,
} from "../../../../../src/testing/testing.ts";
import { openFor } from "../../../../support/behaviour.ts";
import { fact } from "../../../../support/model-memory.ts";

const KEYS = ["facts"] as const;
const factsOf = (facts: readonly unknown[]): string => JSON.stringify({ facts });
const numbered = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** A model that answers by the place of a call and the last message of it, with the calls it got. */
function modelThat(answer: (index: number, prompt: string) => ChatReply): {
  readonly asker: Asker;
  readonly prompts: string[];
} {
  const prompts: string[] = [];
  const model = new FakeLanguageModel(({ prompt }) => answer(prompts.push(prompt) - 1, prompt));
  const asker = { model, meter: new UsageMeter(), signal: undefined, isSplit: false };
  return { asker, prompts };
}

/** Asks one question; an item is right if it has a text. */
async function ask(asker: Asker): Promise<Answer<string>> {
  const question = {
    prompt: promptFor("facts", "en", {}),
    language: "en",
    text: "What is told?",
    keys: KEYS,
    keyOf: () => "facts",
    isSmallest: true,
    read: (_: string, item: unknown) =>
      typeof item === "object" && item !== null && "text" in item
        ? String(item.text)
        : { problem: "text is missing" },
  } as const;
  return askItems<string>(question, { ...asker, budget: new CallBudget(Number.POSITIVE_INFINITY) });
}

/** An answer that is cut off behind one more item than those before. */
const cutBehind = (index: number): ChatReply => ({
  text: `{"facts": [{"text": "Fact ${index}"}, {"te`,
  finishReason: "length",
});

describe("askItems()", () => {
  test("pipeline/add/extract/ask-items.ts MAX_CONTINUATIONS is 8: so often a cut answer is gone on with", async () => {
    const { asker, prompts } = modelThat(cutBehind);
    const { items, isCut } = await ask(asker);
    expect(prompts).toHaveLength(1 + 8);
    expect(items).toHaveLength(9);
    expect(isCut).toBe(true);
  });

  test("pipeline/add/extract/ask-items.ts MAX_SHOWN is 2,000: so much of an item is shown and told", async () => {
    const wrong = { wrong: "a".repeat(3_000) };
    const { asker, prompts } = modelThat((index) => (index === 0 ? factsOf([wrong]) : factsOf([])));
    const { rejected } = await ask(asker);
    const shown = JSON.stringify(wrong).slice(0, 2_000);
    expect(rejected).toEqual([{ text: shown, reason: "text is missing" }]);
    expect(prompts[1]).toContain(`${shown}\n`);
  });

  test("pipeline/add/extract/ask-items.ts MAX_REPAIRED is 40: so many items are shown for mending", async () => {
    const wrong = numbered(41).map((index) => ({ wrong: `item-${index + 1}-` }));
    const { asker, prompts } = modelThat((index) => (index === 0 ? factsOf(wrong) : factsOf([])));
    const { rejected } = await ask(asker);
    expect(prompts[1]).toContain("item-40-");
    expect(prompts[1]).not.toContain("item-41-");
    expect(rejected).toHaveLength(41);
  });

  test("pipeline/add/extract/ask-items.ts MAX_ITEMS is 1,000 of one answer", async () => {
    const outcomeOf = async (count: number): Promise<Answer<string>> =>
      ask(modelThat(() => factsOf(numbered(count).map((text) => ({ text })))).asker);
    const exact = await outcomeOf(1_000);
    expect([exact.items.length, exact.rejected]).toEqual([1_000, []]);
    const more = await outcomeOf(1_001);
    expect(more.items).toHaveLength(1_000);
    expect(more.rejected).toMatchObject([{ reason: expect.stringContaining("had 1 more") }]);
  });
});

/** An episode of so many messages. */
function episodeOf(count: number): Episode {
  const messages = numbered(count).map((index): EpisodeMessage => ({
    role: "user",
    content: `Message ${index}.`,
    name: null,
    ref: null,
    at: 0,
    metadata: {},
  }));
  const scope = resolveScope({ userId: "kirk" }, "add");
  const rest = { timeZone: "UTC", metadata: {}, expiresAt: null };
  return { id: "e", scope, at: 0, recordedAt: 0, messages, ...rest };
}

async function readAll(count: number, asker: Asker): Promise<void> {
  await readWindows(
    episodeOf(count),
    {
      prompt: "facts",
      keys: KEYS,
      keyOf: () => "facts",
      read: (_, item) => item,
      failedItem: "fact",
    },
    { asker, prompts: {}, earlier: [] },
  );
}

describe("readWindows()", () => {
  test("pipeline/add/extract/read-windows.ts MAX_CALLS_PER_WINDOW is 36", async () => {
    const { asker, prompts } = modelThat(cutBehind);
    await readAll(14, asker);
    expect(prompts).toHaveLength(36);
  });

  test("pipeline/add/extract/read-windows.ts MAX_CONCURRENT_CALLS is 4: so many are under way at once", async () => {
    let underWay = 0;
    let most = 0;
    const model = {
      id: "slow",
      doGenerate: async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise(setImmediate);
        underWay -= 1;
        const usage = { promptTokens: 0, completionTokens: 0 };
        return { text: factsOf([]), finishReason: "stop" as const, usage };
      },
    };
    await readAll(100, { model, meter: new UsageMeter(), signal: undefined, isSplit: false });
    expect(most).toBe(4);
  });
});

describe("reconcile()", () => {
  /** What the model is shown to judge, after so many near memories were known and so many facts are told. */
  async function judged(knownCount: number, factCount: number): Promise<string[]> {
    const prompts: string[] = [];
    const answer = ({ schemaName, prompt }: ChatRequest): ChatReply => {
      const facts = numbered(factCount).map((one) => fact(`New ${one}`));
      if (schemaName === "facts") return factsOf(facts);
      if (schemaName === "reconcile") prompts.push(prompt);
      return '{"decisions": [], "entities": [], "relations": []}';
    };
    const embed = (texts: readonly string[]): number[][] => texts.map(() => [1, 0, 0, 0]);
    const kirk = await openFor("kirk", {
      languageModel: new FakeLanguageModel(answer),
      embeddingModel: new FakeEmbeddingModel({ dimensions: 4, embed }),
    });
    await kirk.add("x", { facts: numbered(knownCount).map((one) => ({ text: `Known ${one}` })) });
    await kirk.add("Something new.");
    return prompts;
  }

  test("pipeline/add/extract/reconcile.ts MAX_NEAR is 5: so many memories are looked at for a fact", async () => {
    const [prompt = ""] = await judged(9, 1);
    expect(prompt.match(/Known \d/gu)).toHaveLength(5);
  });

  test("pipeline/add/extract/reconcile.ts MAX_JUDGED is 20: so many facts are judged in a call", async () => {
    expect(await judged(1, 20)).toHaveLength(1);
    expect(await judged(1, 21)).toHaveLength(2);
  });
});
