import { InvalidArgumentError } from "../../core/errors.ts";
import type { Options } from "../../core/options.ts";
import { embedLexically, type EmbedFunction } from "./answer-embeddings.ts";
import type { ChatScript } from "./chat-script.ts";
import { type MannerInput, type ProviderManner, resolveManner } from "./provider-manner.ts";
import type { Endpoint } from "./request-log.ts";

/** The longest wait that can be asked of the server, in milliseconds. */
export const MAX_DELAY_MS = 600_000;

/** What a caller may pass to `startOpenAIServer`. */
export interface OpenAIServerOptions {
  /** How chat requests are answered. One that nothing answers gets 400. @defaultValue nothing answers */
  readonly chat?: ChatScript | undefined;
  /** How texts are embedded. @defaultValue {@link embedLexically} */
  readonly embed?: EmbedFunction | undefined;
  /** How the provider behaves: a name of `MANNERS`, or OpenAI's with changes. @defaultValue "openai" */
  readonly manner?: MannerInput | undefined;
  /** Models that exist, at most 1,000; any other gets 404. @defaultValue every model exists */
  readonly models?: readonly string[] | undefined;
  /** The key that is asked for; any other gets 401. @defaultValue none is asked for */
  readonly apiKey?: string | undefined;
  /** How long an answer takes by endpoint, in milliseconds, 0 to 600,000. @defaultValue 0 */
  readonly latencyMs?: Options<Record<Exclude<Endpoint, "other">, number>> | undefined;
  /** The port on the loopback interface. @defaultValue any free one */
  readonly port?: number | undefined;
  /** Aborting it before the server listens rejects the start; afterwards it does nothing. */
  readonly signal?: AbortSignal | undefined;
}

/** The options, checked and complete. */
export interface OpenAIServerSettings {
  readonly chat: ChatScript | undefined;
  readonly embed: EmbedFunction;
  readonly manner: ProviderManner;
  readonly models: ReadonlySet<string> | undefined;
  readonly apiKey: string | undefined;
  readonly latencyMs: Readonly<Record<Endpoint, number>>;
}

/** Most models that the server may list: it is all in one answer. */
const MAX_MODELS = 1_000;

/** @throws {InvalidArgumentError} If an option is outside of its range. */
export function resolveServerOptions(options: OpenAIServerOptions): OpenAIServerSettings {
  const { chat, embed = embedLexically, models, apiKey, latencyMs = {} } = options;
  if (models !== undefined && models.length > MAX_MODELS) {
    throw invalid("models", `a list of at most ${MAX_MODELS}`, models.length);
  }
  return {
    chat,
    embed,
    manner: resolveManner(options.manner),
    models: models && new Set(models),
    apiKey,
    latencyMs: {
      chat: checkDelayMs("latencyMs.chat", latencyMs.chat),
      embeddings: checkDelayMs("latencyMs.embeddings", latencyMs.embeddings),
      models: checkDelayMs("latencyMs.models", latencyMs.models),
      other: 0,
    },
  };
}

/** @throws {InvalidArgumentError} If it is no number from 0 to {@link MAX_DELAY_MS}. */
export function checkDelayMs(argument: string, delayMs = 0): number {
  if (!(delayMs >= 0 && delayMs <= MAX_DELAY_MS)) {
    throw invalid(argument, `a number from 0 to ${MAX_DELAY_MS}`, delayMs);
  }
  return delayMs;
}

function invalid(argument: string, requirement: string, actual: unknown): InvalidArgumentError {
  return new InvalidArgumentError("script a server", argument, requirement, actual);
}
