import { describe, expect, test as base } from "vitest";
import { ModelRequestError, ModelUnavailableError } from "../../src/core/errors.ts";
import type { LanguageModel, LanguageModelRequest } from "../../src/models/language-model.ts";
import type { ChatReply, Fault } from "../../src/testing/testing.ts";

/** A model under test, and what stands behind it: a scripted server, or the fake's own script. */
export interface LanguageModelSubject {
  /** The model. It does not retry, or hides it: a planned fault befalls as many requests as one call makes. */
  readonly model: LanguageModel;
  /** Sets the answers of the next requests, one each. */
  enqueue(...replies: readonly ChatReply[]): void;
  /** Makes the next call fail, however often the model tries. */
  fail(fault: Fault): void;
  /** How many requests have reached what stands behind the model. */
  requestCount(): number;
  /** Settles once that many requests have reached it. */
  received(count: number): Promise<void>;
  /** What the last request said: the system prompt, and the messages behind it. */
  heard(): {
    readonly system: string;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
  };
  /** Ends it. */
  close(): Promise<void>;
}

const request: LanguageModelRequest = {
  system: "Answer in JSON.",
  messages: [{ role: "user", content: "Where does Ana live?" }],
};

const schema = {
  type: "object",
  title: "facts",
  properties: { facts: { type: "array", items: { type: "string" } } },
  required: ["facts"],
  additionalProperties: false,
};

/** What a model may write, and every adapter has to hand on unharmed. */
const hardTexts: readonly string[] = [
  "Lisbon",
  '```json\n{"facts": ["a"]}\n```',
  '{"facts": ["one", "tw',
  "她住在里斯本。\n\t「引号」",
  '👩‍👩‍👧‍👦 \u2028\u2029 \\ " \u0000',
  "x".repeat(50_000),
];

const reasons: readonly unknown[] = [new RangeError("enough"), "a string", undefined];

const unavailable: readonly Fault[] = [
  { kind: "status", status: 500 },
  { kind: "status", status: 503 },
  { kind: "status", status: 408 },
  { kind: "rate-limit" },
  { kind: "cut-connection", at: 0 },
  { kind: "cut-connection", at: 30 },
];

const rejected: readonly Fault[] = [
  { kind: "unauthorized" },
  { kind: "unknown-model" },
  { kind: "status", status: 403 },
  { kind: "status", status: 400, message: "messages: too long" },
  { kind: "status", status: 422 },
];

/** Runs the LanguageModel contract against models made by `create`: each with its own script, answering at once. */
export function testLanguageModel(
  name: string,
  create: () => LanguageModelSubject | Promise<LanguageModelSubject>,
): void {
  const test = base.extend<{ subject: LanguageModelSubject }>({
    // oxlint-disable-next-line no-empty-pattern -- vitest reads the parameter's shape
    subject: async ({}, use) => {
      const subject = await create();
      await use(subject);
      await subject.close();
    },
  });

  describe(`LanguageModel contract: ${name}`, () => {
    test("says what it is", ({ subject }) => {
      expect(subject.model.id).not.toBe("");
    });

    test("doGenerate() hands on what the model wrote, as it wrote it", async ({ subject }) => {
      for (const text of hardTexts) {
        subject.enqueue(text);
        const result = await subject.model.doGenerate(request);
        expect(result.text).toBe(text);
        expect(result.finishReason).toBe("stop");
      }
    });

    test("doGenerate() hands on the system prompt and the conversation in order", async ({
      subject,
    }) => {
      const messages = [
        { role: "user", content: "我住在里斯本" },
        { role: "assistant", content: "Noted." },
        { role: "user", content: "And you?" },
      ] as const;
      subject.enqueue("fine", "fine");
      await subject.model.doGenerate({ system: "Be brief.", messages });
      expect(subject.heard()).toEqual({ system: "Be brief.", messages });
      await subject.model.doGenerate({ messages });
      expect(subject.heard()).toEqual({ system: "", messages });
    });

    test("doGenerate() does not change its request", async ({ subject }) => {
      const message = Object.freeze({ role: "user" as const, content: "hello" });
      const frozen = Object.freeze({ messages: Object.freeze([message]), schema: freeze(schema) });
      subject.enqueue({ json: { facts: [] } });
      expect((await subject.model.doGenerate(frozen)).text).toContain("facts");
    });

    test("doGenerate() with a schema gives the JSON the model wrote", async ({ subject }) => {
      const value = { facts: ["Ana lives in Lisbon", '引号 " 和 \\ 反斜线'] };
      subject.enqueue({ json: value });
      const { text } = await subject.model.doGenerate({ ...request, schema });
      expect(JSON.parse(text)).toEqual(value);
    });

    test("doGenerate() tells the tokens that the provider counted, and 0 if it counts none", async ({
      subject,
    }) => {
      subject.enqueue(
        { text: "a", usage: { promptTokens: 123, completionTokens: 45 } },
        { text: "b", usage: null },
      );
      const counted = await subject.model.doGenerate(request);
      expect(counted.usage).toMatchObject({ promptTokens: 123, completionTokens: 45 });
      const uncounted = await subject.model.doGenerate(request);
      expect(uncounted.usage).toMatchObject({ promptTokens: 0, completionTokens: 0 });
    });

    test("doGenerate() says that an answer was cut", async ({ subject }) => {
      subject.enqueue({ text: "Ana lives in Lisbon", fault: { kind: "cut", at: 9 } });
      const result = await subject.model.doGenerate(request);
      expect(result).toMatchObject({ text: "Ana lives", finishReason: "length" });
      subject.enqueue("one two three four five six seven eight nine ten");
      const short = await subject.model.doGenerate({ ...request, maxTokens: 4 });
      expect(short.finishReason).toBe("length");
    });

    test("doGenerate() says that a filter stopped the model", async ({ subject }) => {
      subject.enqueue({ text: "Ana", finishReason: "content_filter" });
      const result = await subject.model.doGenerate(request);
      expect(result).toMatchObject({ text: "Ana", finishReason: "content-filter" });
    });

    test("doGenerate() gives each of several calls at once its own answer", async ({ subject }) => {
      subject.enqueue("one", "two", "three");
      const texts = await Promise.all(
        Array.from({ length: 3 }, async () => (await subject.model.doGenerate(request)).text),
      );
      expect(texts.toSorted()).toEqual(["one", "three", "two"]);
    });

    test.for(reasons)(
      "doGenerate() aborted before it begins rejects with the reason %s, and asks nobody",
      async (reason, { subject }) => {
        const signal = AbortSignal.abort(reason);
        subject.enqueue("never");
        expect(await errorOf(subject, { ...request, signal })).toBe(signal.reason);
        expect(subject.requestCount()).toBe(0);
      },
    );

    test.for(reasons)(
      "doGenerate() aborted while the model writes rejects with the reason %s at once",
      async (reason, { subject }) => {
        const controller = new AbortController();
        subject.enqueue({ text: "late", fault: { kind: "silence" } });
        const error = errorOf(subject, { ...request, signal: controller.signal });
        await subject.received(1);
        controller.abort(reason);
        expect(await error).toBe(controller.signal.reason);
      },
    );

    test("doGenerate() leaves no listener on a signal", async ({ subject }) => {
      const { signal } = new AbortController();
      const added = countListeners(signal);
      subject.enqueue("fine");
      await subject.model.doGenerate({ ...request, signal });
      expect(added()).toBe(0);
    });

    test.for(unavailable)("doGenerate() is unavailable after %o", async (fault, { subject }) => {
      subject.fail(fault);
      // What a broken connection breaks off.
      subject.enqueue("an answer that does not arrive whole");
      const error = await errorOf(subject, request);
      expect(error).toBeInstanceOf(ModelUnavailableError);
      expect(error).toMatchObject({ code: "MODEL_UNAVAILABLE", isRetryable: true });
    });

    test("doGenerate() tells how long the provider asked to wait", async ({ subject }) => {
      subject.fail({ kind: "rate-limit", retryAfterMs: 1_500 });
      expect(await errorOf(subject, request)).toMatchObject({ retryAfterMs: 1_500 });
    });

    test.for(rejected)("doGenerate() is refused after %o", async (fault, { subject }) => {
      subject.fail(fault);
      const error = await errorOf(subject, request);
      expect(error).toBeInstanceOf(ModelRequestError);
      expect(error).toMatchObject({ code: "MODEL_REQUEST_REJECTED", isRetryable: false });
    });

    test("doGenerate() puts no prompt in an error's message", async ({ subject }) => {
      subject.fail({ kind: "status", status: 400 });
      const messages = [{ role: "user", content: "my password is hunter2" }] as const;
      const error = await errorOf(subject, { system: "the secret rules", messages });
      expect(String(error)).not.toMatch(/hunter2|secret rules/);
    });

    test("doGenerate() answers again after a failure", async ({ subject }) => {
      subject.fail({ kind: "status", status: 503 });
      await errorOf(subject, request);
      subject.enqueue("back");
      expect((await subject.model.doGenerate(request)).text).toBe("back");
    });
  });
}

async function errorOf(
  { model }: LanguageModelSubject,
  options: LanguageModelRequest,
): Promise<unknown> {
  return model.doGenerate(options).then(
    () => "it did not reject",
    (error: unknown) => error,
  );
}

/** Counts the listeners for an abort that are on a signal from now on. */
function countListeners(signal: AbortSignal): () => number {
  const listeners = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...parameters: Parameters<AbortSignal["addEventListener"]>) => {
    listeners.add(parameters[1]);
    add(...parameters);
  };
  signal.removeEventListener = (...parameters: Parameters<AbortSignal["removeEventListener"]>) => {
    listeners.delete(parameters[1]);
    remove(...parameters);
  };
  return () => listeners.size;
}

function freeze<T extends object>(value: T): T {
  for (const one of Object.values(value)) if (typeof one === "object" && one) freeze(one);
  return Object.freeze(value);
}
