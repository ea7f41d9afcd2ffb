/**
 * Records what a language model answers to the demo's conversation: `npm run record`.
 *
 * With `OPENAI_API_KEY` (and `OPENAI_BASE_URL`, `OPENAI_MODEL`) the model is asked. Any other model will do as well:
 * `npm run record -- --by-hand <folder> --model <name>` writes each request that has no answer yet to `<key>.request.txt`,
 * and takes what the model wrote to exactly that from `<key>.answer.txt`. Some requests follow from earlier answers, so it
 * is run until it says that none is missing.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { addConversations } from "../examples/demo-add.ts";
import { SHIPPED_CONVERSATION } from "../examples/demo-options.ts";
import { loadConversation } from "../examples/load-conversation.ts";
import { RECORDED_ANSWERS, type RecordedAnswer, requestKey } from "../examples/recorded-model.ts";
import {
  type LanguageModel,
  type LanguageModelRequest,
  type LanguageModelResult,
  LexicalEmbeddingModel,
  Memory,
  ModelUnavailableError,
  openAILanguageModel,
} from "../src/index.ts";
import { promptFor } from "../src/prompts/prompts.ts";

const { values } = parseArgs({
  options: { "by-hand": { type: "string" }, model: { type: "string" } },
});

/** Asks a model, and keeps what it answers. */
class Recorder implements LanguageModel {
  readonly id: string;
  readonly answers: RecordedAnswer[] = [];
  missingCount = 0;
  readonly #ask: (request: LanguageModelRequest) => Promise<LanguageModelResult | undefined>;

  constructor(
    id: string,
    ask: (request: LanguageModelRequest) => Promise<LanguageModelResult | undefined>,
  ) {
    this.id = id;
    this.#ask = ask;
  }

  async doGenerate(request: LanguageModelRequest): Promise<LanguageModelResult> {
    // What is asked after an answer that is missing may hang on it: only what surely does not is asked.
    const isJudging = request.schema?.["title"] === "reconcile";
    const result = isJudging && this.missingCount > 0 ? undefined : await this.#ask(request);
    if (!result) {
      this.missingCount += 1;
      throw new ModelUnavailableError("record an answer", this.id, { reason: "there is none yet" });
    }
    const { text, finishReason } = result;
    const answer: RecordedAnswer = {
      request: requestKey(request),
      promptVersion: versionOf(request),
      model: this.id,
      finishReason,
      text,
    };
    this.answers.push(answer);
    return result;
  }
}

/** The version of the built-in prompt that a request carries. */
function versionOf({ system }: LanguageModelRequest): string {
  const prompts = PROMPT_IDS.flatMap((id) =>
    (["en", "zh"] as const).map((language) => promptFor(id, language, {})),
  );
  return prompts.find((prompt) => prompt.system === system)?.version ?? "unknown";
}

const PROMPT_IDS = ["facts", "graph", "reconcile"] as const;

function byHand(folder: string, model: string): Recorder {
  mkdirSync(folder, { recursive: true });
  return new Recorder(model, async (request) => {
    const key = requestKey(request);
    const path = join(folder, `${key}.answer.txt`);
    if (existsSync(path)) {
      const usage = { promptTokens: 0, completionTokens: 0 };
      const text = readFileSync(path, "utf8");
      return Promise.resolve({ text, finishReason: "stop" as const, usage });
    }
    const asked = [request.system ?? "", ...request.messages.map(({ content }) => content)];
    writeFileSync(join(folder, `${key}.request.txt`), asked.join("\n\n"));
    return undefined;
  });
}

function live(): Recorder {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: model } = process.env;
  if (!apiKey) {
    throw new Error("Set OPENAI_API_KEY, or record with --by-hand <folder> --model <name>");
  }
  const asked = openAILanguageModel({ apiKey, baseUrl, model });
  return new Recorder(asked.id, async (request) => asked.doGenerate(request));
}

const { "by-hand": folder, model = "unknown" } = values;
const recorder = folder === undefined ? live() : byHand(folder, model);
const memory = await Memory.open({
  path: ":memory:",
  languageModel: recorder,
  embeddingModel: new LexicalEmbeddingModel(),
  retry: folder === undefined ? {} : { maxAttempts: 1 },
});
const conversations = await loadConversation(SHIPPED_CONVERSATION);
await addConversations(memory, conversations, { advance() {}, skip() {}, finish() {} });
await memory.close();
const answers = recorder.answers.toSorted((a, b) => (a.request < b.request ? -1 : 1));
if (recorder.missingCount > 0) {
  console.log(
    `${answers.length} answers are there, ${recorder.missingCount} are missing: see ${folder ?? ""}`,
  );
} else {
  writeFileSync(RECORDED_ANSWERS, `${JSON.stringify(answers, null, 2)}\n`);
  console.log(`${answers.length} answers written to ${RECORDED_ANSWERS}`);
}
