/**
 * The demo: a conversation becomes facts, a graph and answers, on one file or on servers, without a model.
 *
 * Run it with `npm run demo`; `npm run demo -- --help` says what else it takes.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Memory, MnemographError } from "../src/index.ts";
import { addConversations, type AddTally } from "./demo-add.ts";
import { askUsers } from "./demo-ask.ts";
import {
  HELP,
  nameMemoryFile,
  parseDemoOptions,
  SHIPPED_CONVERSATION,
  UsageError,
  type DemoOptions,
} from "./demo-options.ts";
import { findOutage, openInOutage } from "./demo-outage.ts";
import { DemoServerError, displayPath, type Place, placeOf } from "./demo-place.ts";
import { createDayFormat, describePending, formatCount } from "./demo-report.ts";
import {
  type Display,
  showAnswer,
  showChanges,
  showDiary,
  showGraph,
  showMemories,
} from "./demo-show.ts";
import { chooseReader, type Reader } from "./demo-reader.ts";
import { ConversationFileError, loadConversation } from "./load-conversation.ts";
import { ConversationFormatError, type LoadedConversation } from "./loaded-conversation.ts";
import { createProgress } from "./progress.ts";
import { createPrinter, type Printer } from "./terminal.ts";

/** With more users than this, only the first are asked what the file proposes: the rest would scroll them away. */
const MAX_PROPOSING_USERS = 10;

/** A file may have thousands of users. */
const MAX_LISTED_IDS = 20;

/** As is the custom: the command line is wrong. Everything else that fails ends with 1. */
const USAGE_EXIT_CODE = 2;

/** Errors that tell the person at the keyboard what to do; a stack trace would only hide it. */
const EXPECTED_ERRORS = [
  UsageError,
  DemoServerError,
  ConversationFileError,
  ConversationFormatError,
  MnemographError,
];

/** What docker compose reads too, from the folder that the demo is run in. */
const ENVIRONMENT_FILE = ".env";

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  // What the environment has already counts for more.
  if (args.includes("--servers") && existsSync(ENVIRONMENT_FILE)) {
    process.loadEnvFile(ENVIRONMENT_FILE);
  }
  const options = parseDemoOptions(args, process.env);
  if (options.isHelp) {
    process.stdout.write(HELP);
    return;
  }
  const loaded = await loadConversation(options.conversationPath);
  const conversations = assignUser(loaded, options.userId);
  const printer = createPrinter(process.stdout, process.env);
  showInput(conversations, options, printer);
  const reader = chooseReader(options.way);
  const place = placeOf(options, [...new Set(conversations.map(({ userId }) => userId))]);
  const { memory, isFound } = await place.open(reader.models);
  const held = { memory };
  try {
    const run = { options, place, isFound, printer, reader };
    await showAdding(held, conversations, run);
    await showKnown(held.memory, conversations, run);
  } finally {
    await held.memory.close();
  }
  showNextSteps(options, place, printer);
}

/** The memory that is open; another, once the model is found down. */
interface Held {
  memory: Memory;
}

interface Run {
  readonly options: DemoOptions;
  readonly place: Place;
  /** Whether an earlier run left something there. */
  readonly isFound: boolean;
  readonly printer: Printer;
  readonly reader: Reader;
}

async function showKnown(
  memory: Memory,
  conversations: readonly LoadedConversation[],
  { options, printer }: Run,
): Promise<void> {
  const userIds = [...new Set(conversations.map(({ userId }) => userId))];
  const shownId = options.userId ?? userIds[0] ?? "";
  if (userIds.length > 1) {
    printer.heading(`What is known of ${shownId}`);
    printer.text(
      `Each user has a memory of their own; --user shows another of ${listIds(userIds)}.`,
    );
  }
  const timeZone = findTimeZone(conversations);
  const display = { printer, days: createDayFormat(timeZone) };
  const memories = memory.for({ userId: shownId });
  await showMemories(memories, display);
  await showChanges(memories, display);
  await showGraph(memories, display);
  await showDiary(memories, timeZone, display);
  const askedIds = options.userId === undefined ? userIds : [options.userId];
  if (options.questions.length > 0) {
    await showAsking(memory, { questions: options.questions, userIds: askedIds }, display);
    return;
  }
  for (const userId of askedIds.slice(0, MAX_PROPOSING_USERS)) {
    const own = conversations.filter((conversation) => conversation.userId === userId);
    const questions = own.flatMap((conversation) => conversation.questions ?? []);
    await showAsking(memory, { questions, userIds: [userId] }, display);
  }
}

/** Puts questions to whoever of these users knows most. */
async function showAsking(
  memory: Memory,
  { questions, userIds }: { questions: readonly string[]; userIds: readonly string[] },
  display: Display,
): Promise<void> {
  if (questions.length === 0) {
    return;
  }
  const [only] = userIds.length === 1 ? userIds : [];
  display.printer.heading(only === undefined ? "Asking" : `Asking the memory of ${only}`);
  for (const question of questions) {
    showAnswer(await askUsers(memory, question, userIds), display);
  }
}

function showInput(
  conversations: readonly LoadedConversation[],
  { conversationPath }: DemoOptions,
  printer: Printer,
): void {
  const sessions = conversations.flatMap((conversation) => conversation.sessions);
  const skippedCount = conversations.reduce((sum, { skippedCount: count }) => sum + count, 0);
  const title = conversations.length === 1 ? conversations[0]?.title : undefined;
  printer.heading(title ?? "Mnemograph demo");
  const parts = [
    formatCount(countMessages(conversations), "message"),
    `in ${formatCount(sessions.length, "session")}`,
    ...(conversations.length > 1
      ? [`of ${formatCount(conversations.length, "conversation")}`]
      : []),
  ];
  printer.text(`${parts.join(" ")}, from ${displayPath(conversationPath)}`);
  if (skippedCount > 0) {
    printer.text(
      `Left out: ${formatCount(skippedCount, "message")} without words of a user or an assistant.`,
    );
  }
}

async function showAdding(
  held: Held,
  conversations: readonly LoadedConversation[],
  { place, isFound, printer, reader }: Run,
): Promise<void> {
  printer.heading(
    isFound ? `Found ${place.name} from an earlier run` : `Adding it to ${place.name}`,
  );
  const progress = createProgress(countMessages(conversations), process.stdout, {
    unit: "messages",
  });
  const startedAt = performance.now();
  const tally = await addConversations(held.memory, conversations, progress, {
    find: async () => findOutage(reader),
    goOn: async (reason) => {
      const modelId = held.memory.languageModel.id ?? "";
      await held.memory.close();
      held.memory = await openInOutage(place.options, reader, { modelId, reason });
      return held.memory;
    },
  });
  progress.finish();
  const elapsedMs = Math.round(performance.now() - startedAt);
  const after = await held.memory.stats();
  printer.text(describeAdded(tally, { totals: describeTotals(after), elapsedMs }));
  if (tally.failedCount > 0) {
    printer.text(`${formatCount(tally.failedCount, "statement")} could not be kept.`);
  }
  for (const line of describePending(tally)) {
    printer.text(line, { style: "yellow" });
  }
  printer.text(reader.describe(tally));
}

function describeAdded(
  { addedSessionCount, addedMessageCount, foundSessionCount, caughtUpSessionCount }: AddTally,
  { totals, elapsedMs }: { readonly totals: string; readonly elapsedMs: number },
): string {
  if (addedSessionCount === 0) {
    const asBefore = caughtUpSessionCount === 0 ? ", as before" : "";
    return `Every session was already there, so nothing was added: it holds ${totals}${asBefore}.`;
  }
  const holds = `it holds ${totals}, after ${elapsedMs} ms.`;
  if (foundSessionCount === 0) {
    return `Now ${holds}`;
  }
  const found = formatCount(foundSessionCount, "session");
  const added = formatCount(addedSessionCount, "session");
  const messages = formatCount(addedMessageCount, "message");
  return `Of this conversation ${found} had been added before, and now ${added} of ${messages}: ${holds}`;
}

function describeTotals(stats: Awaited<ReturnType<Memory["stats"]>>): string {
  return [
    formatCount(stats.turns, "message"),
    formatCount(stats.memories, "memory", "memories"),
    formatCount(stats.entities, "entity", "entities"),
    formatCount(stats.relations, "relation"),
  ].join(", ");
}

function showNextSteps(options: DemoOptions, place: Place, printer: Printer): void {
  const { memoryPath, conversationPath, isWithoutModel, way, servers } = options;
  const isShipped = conversationPath === SHIPPED_CONVERSATION;
  const isNamedAfterIt = memoryPath === resolve(nameMemoryFile(conversationPath, way));
  const same = [
    ...(isShipped ? [] : [quote(displayPath(conversationPath))]),
    ...(isWithoutModel ? ["--no-model"] : []),
    ...(servers ? ["--servers"] : []),
    ...(isNamedAfterIt ? [] : [`--file ${quote(displayPath(memoryPath))}`]),
  ];
  const command = (...args: readonly string[]): string =>
    ["npm run demo", ...(args.length === 0 ? [] : ["--", ...args])].join(" ");
  printer.heading("What is left");
  for (const line of place.describeLeft()) printer.text(line);
  printer.heading("What to try next");
  printer.rows([
    [command(...same), "again: it is found, and nothing is added twice"],
    [command(...same, '--ask "…"'), "your own question"],
    servers
      ? [command("chat.json", "--servers"), "your own conversation, beside it"]
      : [command("chat.json"), "your own conversation, in a file of its own"],
    ...(isNamedAfterIt ? [[command(...same, "--fresh"), "from the beginning"]] : []),
  ]);
  printer.blank();
}

/**
 * Lets `--user` name the user of a file with one, or pick one of a file with several.
 *
 * @throws {UsageError} If the file has several users and none is called that.
 */
function assignUser(
  conversations: readonly LoadedConversation[],
  userId: string | undefined,
): readonly LoadedConversation[] {
  const userIds = new Set(conversations.map((conversation) => conversation.userId));
  if (userId === undefined || userIds.has(userId)) {
    return conversations;
  }
  if (userIds.size > 1) {
    throw new UsageError(
      `No user of this file is called '${userId}': it has ${listIds([...userIds])}`,
    );
  }
  return conversations.map((conversation) => ({ ...conversation, userId }));
}

function listIds(ids: readonly string[]): string {
  const shown = ids.slice(0, MAX_LISTED_IDS).join(", ");
  return ids.length > MAX_LISTED_IDS ? `${shown} and ${ids.length - MAX_LISTED_IDS} more` : shown;
}

/** The time zone most sessions name, so that "yesterday" is shown as the day it was meant to be. */
function findTimeZone(conversations: readonly LoadedConversation[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { timeZone } of conversations.flatMap((conversation) => conversation.sessions)) {
    if (timeZone !== undefined) {
      counts.set(timeZone, (counts.get(timeZone) ?? 0) + 1);
    }
  }
  return Array.from(counts).toSorted((a, b) => b[1] - a[1])[0]?.[0];
}

function countMessages(conversations: readonly LoadedConversation[]): number {
  return conversations
    .flatMap((conversation) => conversation.sessions)
    .reduce((sum, session) => sum + session.messages.length, 0);
}

function quote(argument: string): string {
  return /^[\w./@:+-]+$/.test(argument) ? argument : JSON.stringify(argument);
}

// A reader that has seen enough, as `npm run demo | head`, is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") {
    throw error;
  }
  process.exit(0);
});

try {
  await main();
} catch (error) {
  if (!EXPECTED_ERRORS.some((expected) => error instanceof expected)) {
    throw error;
  }
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? USAGE_EXIT_CODE : 1;
}
