import { createHash } from "node:crypto";
import { basename, extname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type DemoServers, demoServers } from "./demo-place.ts";

/** Who reads the facts: a model that is asked, one whose answers were recorded, or the patterns. */
export type ReadingWay = "model" | "recorded" | "patterns";

/** What the demo was asked to do. */
export interface DemoOptions {
  /** The conversation to add. */
  readonly conversationPath: string;
  /** The memory file to leave behind. */
  readonly memoryPath: string;
  /** Questions from the command line; they take the place of those in the file. */
  readonly questions: readonly string[];
  /** Whose memory to make, or to show if the file holds several; undefined to take the file's. */
  readonly userId: string | undefined;
  /** Whether to remove the memory file, or on servers what these users have, before beginning. */
  readonly isFresh: boolean;
  /** Where the servers are that the memory is kept on; null for the file. */
  readonly servers: DemoServers | null;
  /** Whether facts are to be read by patterns, though there is a model. */
  readonly isWithoutModel: boolean;
  /** Who reads the facts. */
  readonly way: ReadingWay;
  readonly isHelp: boolean;
}

/** The command line cannot be followed; the message says why, for the person who typed it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The conversation that comes with the repository. */
export const SHIPPED_CONVERSATION: string = join(import.meta.dirname, "conversation.json");

const MEMORY_NAME = "mnemograph-demo";
const MEMORY_EXTENSION = ".mnemograph";

/** Enough to tell apart the few files of one name that a person has. */
const DIGEST_LENGTH = 8;

/** Shown by `--help`. */
export const HELP = `Adds a conversation to a memory on one file, shows what is known, and asks it.
It needs no key and no network: for the conversation in examples/ it replays what a model once
answered, and others are read by patterns. With OPENAI_API_KEY set, that model reads them.

  npm run demo                                  the conversation in examples/conversation.json
  npm run demo -- path/to/conversation.json     your own: chat messages, JSON Lines, or LoCoMo
  npm run demo -- --ask "Where does Nita live?" your question instead of the file's

Options:
  --ask <question>   ask this; may be given several times. With several users in the file, every
                     memory is asked, and the one that knows most of it answers
  --user <id>        whose memory to make; with several users in the file, whose to show and ask
  --file <path>      where the memory is kept (default ./mnemograph-demo.mnemograph; another
                     conversation, or another reader of the same one, has a file of its own)
  --servers          keep the memory on a Qdrant and a Neo4j server, those of docker-compose.yml or
                     of QDRANT_URL and NEO4J_URI, instead of a file. Reads .env if it is there
  --no-model         read facts by patterns in any case
  --fresh            remove the demo's own file first; on servers, what these users have there
  --help             show this
`;

/**
 * Reads the command line.
 *
 * Each conversation but the shipped one gets a memory file named after it, and each way of reading one of its own, so
 * that neither conversations nor what was read by whom ever mix.
 *
 * @param args - Without node and the script: `process.argv.slice(2)`.
 * @param environment - Its `OPENAI_API_KEY` offers a model; `QDRANT_*` and `NEO4J_*` say where servers are.
 * @throws {UsageError} If an option is unknown, lacks its value, or does not go with another.
 */
export function parseDemoOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): DemoOptions {
  const { values, positionals } = parseCommandLine(args);
  const [given, ...rest] = positionals;
  if (rest.length > 0) {
    throw new UsageError(`One conversation at a time: '${rest[0] ?? ""}' is one too many`);
  }
  checkValues(values);
  const conversationPath = given === undefined ? SHIPPED_CONVERSATION : resolve(given);
  const isWithoutModel = values["no-model"] === true;
  const way = isWithoutModel ? "patterns" : chooseWay(conversationPath, environment);
  return {
    conversationPath,
    memoryPath: resolve(values.file ?? nameMemoryFile(conversationPath, way)),
    questions: (values.ask ?? []).map((question) => question.trim()),
    userId: values.user?.trim(),
    isFresh: values.fresh === true,
    servers: values.servers === true ? demoServers(environment) : null,
    isWithoutModel,
    way,
    isHelp: values.help === true,
  };
}

/** @throws {UsageError} If an option is empty, or does not go with another. */
function checkValues(values: ReturnType<typeof parseCommandLine>["values"]): void {
  for (const name of ["ask", "user", "file"] as const) {
    if ([values[name]].flat().some((value) => value?.trim() === "")) {
      throw new UsageError(`--${name} must not be empty`);
    }
  }
  if (values.servers === true && values.file !== undefined) {
    throw new UsageError("--file does not go with --servers: there is no file then");
  }
  if (values.fresh === true && values.file !== undefined) {
    throw new UsageError(
      `--fresh removes only the demo's own file: remove '${values.file}' yourself`,
    );
  }
}

/** A model from the environment comes first; the recorded one knows only the conversation it was recorded for. */
function chooseWay(
  conversationPath: string,
  { OPENAI_API_KEY: key = "" }: Readonly<Record<string, string | undefined>>,
): ReadingWay {
  if (key.trim() !== "") {
    return "model";
  }
  return conversationPath === SHIPPED_CONVERSATION ? "recorded" : "patterns";
}

/**
 * `mnemograph-demo.mnemograph`, or `mnemograph-demo-<name>-<digest>.mnemograph` for another conversation.
 *
 * The digest is of the whole path, so that two files of one name do not share a memory, and the same file finds its own.
 * Before the extension stands `-model` or `-patterns`, unless a plain run without a key reads this conversation that way.
 *
 * @param conversationPath - Absolute.
 */
export function nameMemoryFile(conversationPath: string, way: ReadingWay): string {
  const suffix = way === chooseWay(conversationPath, {}) ? "" : `-${way}`;
  const ending = suffix + MEMORY_EXTENSION;
  if (conversationPath === SHIPPED_CONVERSATION) {
    return MEMORY_NAME + ending;
  }
  const name = basename(conversationPath, extname(conversationPath))
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")
    .slice(0, 72);
  const digest = createHash("sha256")
    .update(conversationPath)
    .digest("hex")
    .slice(0, DIGEST_LENGTH);
  return `${MEMORY_NAME}-${name}-${digest}${ending}`;
}

function parseCommandLine(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ask: { type: "string", multiple: true },
        user: { type: "string" },
        file: { type: "string" },
        fresh: { type: "boolean" },
        servers: { type: "boolean" },
        "no-model": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    // parseArgs throws only over what was typed. Its first sentence says it; the rest is about rare arguments.
    const message = error instanceof Error ? error.message : "The options cannot be read";
    const [reason = message] = message.split(/\. |\n/);
    throw new UsageError(`${reason}\nTry npm run demo -- --help`, { cause: error });
  }
}
