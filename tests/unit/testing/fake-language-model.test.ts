import { describe, expect, test } from "vitest";
import type { Fault } from "../../../src/testing/testing.ts";
import { FakeLanguageModel, recordCalls } from "../../../src/testing/testing.ts";
import { testLanguageModel } from "../../contracts/language-model.ts";

const ask = (prompt: string) => ({ messages: [{ role: "user" as const, content: prompt }] });

testLanguageModel("fake", () => {
  const fake = new FakeLanguageModel();
  const recording = recordCalls(fake);
  return {
    model: recording.port,
    enqueue: (...replies) => fake.enqueue(...replies),
    fail: (fault: Fault) => fake.enqueue({ text: "never", fault }),
    // A call that was aborted before it began asked nobody.
    requestCount: () =>
      recording.calls.filter(({ parameters }) => !parameters[0].signal?.aborted).length,
    received: async (count) => {
      expect(recording.callCount()).toBe(count);
    },
    heard: () => {
      const request = recording.callsOf("doGenerate").at(-1)?.parameters[0];
      return { system: request?.system ?? "", messages: request?.messages ?? [] };
    },
    close: async () => undefined,
  };
});

describe("FakeLanguageModel", () => {
  test("answers by the first rule that fits", async () => {
    const model = new FakeLanguageModel([
      { system: /facts/i, reply: { json: { facts: [] } } },
      { prompt: "Ana", reply: "She is your sister." },
      { reply: (request) => `I heard ${request.prompt}` },
    ]);
    const system = "Extract facts.";
    expect((await model.doGenerate({ ...ask("Ana?"), system })).text).toBe('{"facts":[]}');
    expect((await model.doGenerate(ask("Who is Ana?"))).text).toBe("She is your sister.");
    expect((await model.doGenerate(ask("nothing"))).text).toBe("I heard nothing");
  });

  test("knows a schema by its title", async () => {
    const model = new FakeLanguageModel([{ schemaName: "graph", reply: "by name" }]);
    const schema = { title: "graph", type: "object" };
    expect((await model.doGenerate({ ...ask("x"), schema })).text).toBe("by name");
    await expect(model.doGenerate(ask("x"))).rejects.toMatchObject({
      code: "MODEL_REQUEST_REJECTED",
      message: expect.stringContaining("no answer"),
    });
  });

  test("keeps its answer when the call is aborted before it begins", async () => {
    const model = new FakeLanguageModel([{ reply: ["only"] }]);
    const signal = AbortSignal.abort("enough");
    await expect(model.doGenerate({ ...ask("x"), signal })).rejects.toBe("enough");
    expect((await model.doGenerate(ask("x"))).text).toBe("only");
  });

  test("tells how long to wait, in seconds or until a time", async () => {
    const kind = "rate-limit";
    const model = new FakeLanguageModel([
      {
        reply: [
          { fault: { kind, retryAfter: 2 } },
          { fault: { kind, retryAfter: new Date(0) } },
          { fault: { kind } },
        ],
      },
    ]);
    for (const retryAfterMs of [2_000, 0, undefined]) {
      await expect(model.doGenerate(ask("x"))).rejects.toMatchObject({ retryAfterMs });
    }
  });

  test.for([
    [{ kind: "refusal" }, { text: "", finishReason: "content-filter" }],
    [{ kind: "empty-choices" }, { text: "", finishReason: "other" }],
    [{ kind: "null-content" }, { text: "", finishReason: "other" }],
    [{ kind: "think", text: "hm" }, { text: '<think>\nhm\n</think>\n\n{"facts":[]}' }],
    [{ kind: "rename-keys" }, { text: '{"事实":[]}' }],
    [
      { kind: "slow", delayMs: 1 },
      { text: '{"facts":[]}', finishReason: "stop" },
    ],
  ] as const)("answers with the fault %o", async ([fault, expected]) => {
    const model = new FakeLanguageModel({ text: '{"facts":[]}', fault });
    expect(await model.doGenerate(ask("x"))).toMatchObject(expected);
  });
});
