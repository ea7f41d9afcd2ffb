/**
 * What an add costs with models: `npm run bench -- models [--repeats 20] [--chat-ms 800] [--embedding-ms 80]`.
 *
 * A scripted server on loopback takes a fixed time for each answer, so that what is measured is what the library adds to it:
 * calls, what of them runs at the same time, and its own work. An add has one message with three facts and three relations.
 * Of the second kind of add each fact is near one that is known, so that the model has to judge.
 */
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";

import {
  type AddResult,
  Memory,
  openAIEmbeddingModel,
  openAILanguageModel,
  type ScopedMemory,
} from "../../src/index.ts";
import {
  type ChatRequest,
  type OpenAIServer,
  startOpenAIServer,
} from "../../src/testing/testing.ts";
import { parseCount } from "../command-line.ts";
import { formatTable, percentile, writeResults } from "../report.ts";

/** What is to be reached with a model of 800 ms and an embedding model of 80 ms, in milliseconds. */
const TARGETS = { plainMs: 950, judgedMs: 1_800, searchMs: 95 } as const;

const DIMENSIONS = 384;

interface Row {
  readonly name: string;
  readonly milliseconds: readonly number[];
  readonly modelCalls: number;
  readonly embeddingRequests: number;
  readonly targetMs: number;
}

/** Reads the options, runs, prints a table and writes `bench/results/models.json`. */
export async function runModels(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      repeats: { type: "string", default: "20" },
      "chat-ms": { type: "string", default: "800" },
      "embedding-ms": { type: "string", default: "80" },
    },
  });
  const repeats = parseCount("repeats", values.repeats, 1);
  const chat = parseCount("chat-ms", values["chat-ms"], 0);
  const embeddings = parseCount("embedding-ms", values["embedding-ms"], 0);
  const load = loadavg()[0]?.toFixed(1) ?? "unknown";
  console.log(
    `${availableParallelism()} cores, Node ${process.version}, load of the last minute ${load}; ` +
      `model ${chat} ms, embedding ${embeddings} ms, ${DIMENSIONS} dimensions, ${repeats} of each; milliseconds`,
  );
  const server = await startOpenAIServer({
    latencyMs: { chat, embeddings },
    chat: answer,
  });
  try {
    const rows = await measure(server, repeats);
    console.log(`\n${print(rows)}`);
    const settings = { repeats, chat, embeddings, load };
    console.log(`\nWritten to ${await writeResults("models", { settings, rows })}`);
  } finally {
    await server.close();
  }
}

async function measure(server: OpenAIServer, repeats: number): Promise<Row[]> {
  const where = { baseUrl: server.baseURL, apiKey: "none", model: "scripted" };
  const memory = await Memory.open({
    path: ":memory:",
    languageModel: openAILanguageModel(where),
    // A model of which it is known that it takes `dimensions`.
    embeddingModel: openAIEmbeddingModel({
      ...where,
      model: "text-embedding-3-small",
      dimensions: DIMENSIONS,
    }),
  });
  try {
    // Who is told of by another user is near nothing; the second time all of it is near.
    const users = Array.from({ length: repeats }, (_, index) =>
      memory.for({ userId: `user-${index}` }),
    );
    const first = await eachOf(users, async (user, index) => user.add(message(index, "plays")));
    const second = await eachOf(users, async (user, index) => user.add(message(index, "loves")));
    const searches = await eachOf(users, async (user, index) =>
      user.search(`Where does Ana${index} play the violin?`),
    );
    return [
      rowOf("add, nothing near", first, TARGETS.plainMs),
      rowOf("add, all near", second, TARGETS.judgedMs),
      {
        name: "search",
        milliseconds: searches.map(({ ms }) => ms),
        modelCalls: 0,
        embeddingRequests: 1,
        targetMs: TARGETS.searchMs,
      },
    ];
  } finally {
    await memory.close();
  }
}

interface Timed<T> {
  readonly ms: number;
  readonly result: T;
}

async function eachOf<T>(
  users: readonly ScopedMemory[],
  work: (user: ScopedMemory, index: number) => Promise<T>,
): Promise<Timed<T>[]> {
  const timed: Timed<T>[] = [];
  for (const [index, user] of users.entries()) {
    const begun = performance.now();
    const result = await work(user, index);
    timed.push({ ms: performance.now() - begun, result });
  }
  return timed;
}

function rowOf(name: string, adds: readonly Timed<AddResult>[], targetMs: number): Row {
  const mean = (of: (result: AddResult) => number): number =>
    adds.reduce((sum, { result }) => sum + of(result), 0) / adds.length;
  return {
    name,
    milliseconds: adds.map(({ ms }) => ms),
    modelCalls: mean(({ usage }) => usage.modelCalls),
    embeddingRequests: mean(({ usage }) => usage.embeddingRequests),
    targetMs,
  };
}

function print(rows: readonly Row[]): string {
  const headers = ["", "p50", "p95", "model calls", "embedding requests", "target p50", ""];
  return formatTable(
    headers,
    rows.map(({ name, milliseconds, modelCalls, embeddingRequests, targetMs }) => {
      const p50 = percentile(milliseconds, 0.5);
      return [
        name,
        p50.toFixed(0),
        percentile(milliseconds, 0.95).toFixed(0),
        modelCalls.toFixed(1),
        embeddingRequests.toFixed(1),
        String(targetMs),
        p50 <= targetMs ? "met" : "MISSED",
      ];
    }),
  );
}

const PLACES = ["an orchestra in Porto", "a quartet in Braga", "a club in Faro"];

function message(index: number, verb: string): string {
  const said = PLACES.map((place) => `Ana${index} ${verb} the violin in ${place}.`);
  return said.join(" ");
}

/** Reads the sentences of the message, as a model would: each is a fact, with a relation. */
function answer({ schemaName, prompt }: ChatRequest): { readonly json: unknown } {
  // What stands before the messages was said before.
  const messages = prompt.slice(Math.max(0, prompt.indexOf("Messages:")));
  const sentences = [...messages.matchAll(/(Ana\d+) (\w+) the violin in ([^.]+)\./gu)];
  const nothing = { sources: [1], from: null, to: null, corrects: false };
  if (schemaName === "facts") {
    const facts = sentences.map(([text]) => ({
      text,
      kind: "trait",
      by: "user",
      slot: null,
      ...nothing,
    }));
    return { json: { facts } };
  }
  if (schemaName === "graph") {
    const relations = sentences.map(([fact, source, , target]) => ({
      source,
      relation: "PLAYS_IN",
      target,
      fact,
      ...nothing,
    }));
    return { json: { entities: [], relations } };
  }
  const facts = prompt.slice(prompt.indexOf("New facts:"));
  const decisions = [...facts.matchAll(/^\[(\d+)\]/gmu)].map(([, number]) => ({
    fact: Number(number),
    event: "ADD",
    memory: null,
  }));
  return { json: { decisions } };
}
