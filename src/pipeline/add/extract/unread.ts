/** What is kept of an add whose model was down, so that its episode can be read later. Its text is in its turns. */
import type { Metadata } from "../../../core/records.ts";
import type { PromptInputs } from "../../../prompts/prompts.ts";
import type { Episode } from "../stated.ts";
import type { Stage } from "./stages.ts";

/** What is still to be read, and as the add asked for it. */
export interface Unread {
  readonly stages: readonly Stage[];
  /** When the episode was said, epoch ms. */
  readonly at: number;
  readonly timeZone: string;
  readonly metadata: Metadata;
  /** Prompts of this add alone. */
  readonly prompts: PromptInputs;
}

/** As the journal keeps it. */
export function writeUnread(
  stages: readonly Stage[],
  { at, timeZone, metadata }: Pick<Episode, "at" | "timeZone" | "metadata">,
  prompts: PromptInputs,
): string {
  return JSON.stringify({ stages, at, timeZone, metadata, prompts } satisfies Unread);
}

/** As {@link writeUnread} wrote it. */
export function readUnread(json: string): Unread {
  return JSON.parse(json) as Unread;
}
