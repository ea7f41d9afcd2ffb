/** Takes the names of an extraction to entity keys. */
import { entityKey, MAX_NAME_LENGTH } from "../../core/names.ts";
import { AGENT_KEY, USER_KEY } from "../../core/speaker.ts";
import type { Episode, EpisodeMessage, StatedName } from "./stated.ts";

/** A name, resolved. */
export interface ResolvedName {
  readonly key: string;
  /** How to show it. */
  readonly name: string;
  readonly type: string | null;
}

/** What stands for whoever speaks. */
const FIRST_PERSON = new Set(["i", "me", "myself", "my", "user", "我", "本人", "我自己", "用户"]);
/** What stands for the user, whoever speaks: the assistant's "so you live in Lisbon" is told of the user. */
const USER_NAMES = new Set(["user", "用户"]);
/** What stands for the agent, whoever speaks. */
const AGENT_NAMES = new Set(["assistant", "助手"]);

/** The entity a name means when the message at `source` says it; a reason if it is no name. */
export function resolveName(
  stated: StatedName,
  episode: Episode,
  source: number,
): ResolvedName | { readonly reason: string } {
  if (stated.name.length > MAX_NAME_LENGTH) {
    return { reason: `a name must have at most ${MAX_NAME_LENGTH} characters` };
  }
  const key = entityKey(stated.name);
  if (key === "") return { reason: "a name must have at least one letter or digit" };
  if (USER_NAMES.has(key) && isUserMeant(episode, source)) return user(episode);
  if (FIRST_PERSON.has(key)) return speakerOf(episode.messages[source], episode);
  if (AGENT_NAMES.has(key)) return agent(episode);
  return { key, name: stated.name.trim(), type: stated.type };
}

/**
 * Whether "User" is the user rather than whoever speaks: the assistant says it of the user, and so does a third person
 * where the user's own messages carry no name.
 */
function isUserMeant({ messages }: Episode, source: number): boolean {
  if (messages[source]?.role === "assistant") return true;
  return messages.some(({ role, name }) => role === "user" && name === null);
}

/** The side of a conversation that a name stands for outside of any message: "I" is the user. Undefined for a name. */
export function sideOf(name: string): string | undefined {
  const key = entityKey(name);
  if (AGENT_NAMES.has(key)) return AGENT_KEY;
  return FIRST_PERSON.has(key) ? USER_KEY : undefined;
}

/** Whether a name stands for the speaker or the agent. */
export function isSpeakerName(name: string): boolean {
  return sideOf(name) !== undefined;
}

/** The entity of whoever wrote a message: by name, else the user's own or the agent's own. */
export function speakerOf(message: EpisodeMessage | undefined, episode: Episode): ResolvedName {
  const isAgent = message?.role === "assistant";
  const own = isAgent ? agent(episode) : user(episode);
  const name = message?.name ?? null;
  if (name === null || entityKey(name) === "") return own;
  const isUser = !isAgent && entityKey(name) === entityKey(own.name);
  if (isUser) return { ...own, name };
  return { key: entityKey(name), name, type: isAgent ? null : "person" };
}

function user({ scope }: Episode): ResolvedName {
  return { key: USER_KEY, name: scope.userId ?? "user", type: "person" };
}

function agent({ scope }: Episode): ResolvedName {
  return { key: AGENT_KEY, name: scope.agentId ?? "assistant", type: null };
}
