/** Asks a memory what it holds, what it does not, and what needs no memory, and notes how much each seems to need it. */
import { addSession, type LocomoVariant } from "../locomo/measure-locomo.ts";
import type { LocomoConversation, LocomoData } from "../locomo/load-locomo.ts";
import type { MemoryApi } from "../memory-api.ts";
import { replayTenant } from "../world/replay.ts";
import type { Tenant, World } from "../world/types.ts";
import { SMALL_TALK } from "./small-talk.ts";
import { UNTOLD } from "./untold.ts";

/** The part of a memory that is measured. */
export interface RecallMemory extends MemoryApi {
  context(
    turn: string,
    options: { readonly userId: string },
  ): Promise<{ readonly need: number; readonly text: string }>;
}

/**
 * What a turn is: a question about what the memory holds; one about somebody else's life, with names of this memory put in;
 * small talk; or a question of LoCoMo's fifth category, about what was said, asked of whom it does not concern.
 */
export type TurnKind = "own" | "other" | "talk" | "adversarial";

/** How one turn fared. */
export interface JudgedTurn {
  readonly kind: TurnKind;
  readonly text: string;
  /** Which memory it was asked of. */
  readonly userId: string;
  readonly language: "en" | "zh";
  /** Whether it was kept out of the choice of constants. */
  readonly isHeldOut: boolean;
  readonly need: number;
  readonly isRecalled: boolean;
}

/** The conversations and tenants that constants were chosen on, as in decision 0026; the others are held out. */
const CHOSEN_ON: ReadonlySet<string> = new Set(["conv-26", "conv-30", "conv-41", "t1", "t3"]);

/** Asks each conversation its own questions, another one's and small talk. */
export async function judgeLocomo(
  data: LocomoData,
  variant: LocomoVariant,
  memory: RecallMemory,
): Promise<JudgedTurn[]> {
  const { conversations } = data;
  for (const conversation of conversations) {
    for (const session of conversation.sessions) {
      await addSession(memory, conversation, session, variant);
    }
  }
  const judged: JudgedTurn[] = [];
  for (const [index, own] of conversations.entries()) {
    const other = conversations[(index + 1) % conversations.length] ?? own;
    const ask = asker(memory, { userId: own.id, language: "en" });
    for (const { text } of own.questions) judged.push(await ask("own", text));
    for (const text of own.adversarial) judged.push(await ask("adversarial", text));
    const names = { from: speakersOf(other), to: speakersOf(own) };
    for (const { text } of other.questions) {
      judged.push(await ask("other", withNames(text, names)));
    }
    for (const [place, text] of SMALL_TALK.en.entries()) {
      judged.push(await ask("talk", text, place));
    }
  }
  return judged;
}

/** Asks each tenant of a made-up world its questions, what was never told of its people, and small talk. */
export async function judgeWorld(world: World, memory: RecallMemory): Promise<JudgedTurn[]> {
  const judged: JudgedTurn[] = [];
  for (const tenant of world.tenants) {
    await replayTenant(memory, tenant);
    const ask = asker(memory, { userId: tenant.id, language: tenant.language });
    const told = tenant.questions.filter(({ must }) => must.length > 0);
    for (const { text } of told) judged.push(await ask("own", text));
    const people = peopleOf(tenant);
    for (const [place, text] of UNTOLD[tenant.language].entries()) {
      const name = people[place % people.length] ?? tenant.owner;
      judged.push(await ask("other", text.replaceAll("{name}", name), place));
    }
    for (const [place, text] of SMALL_TALK[tenant.language].entries()) {
      judged.push(await ask("talk", text, place));
    }
  }
  return judged;
}

/** A question with other names in it, each in the place of the one at its place. */
export function withNames(
  text: string,
  { from, to }: { readonly from: readonly string[]; readonly to: readonly string[] },
): string {
  if (from.length === 0) return text;
  const pattern = new RegExp(`\\b(?:${from.join("|")})\\b`, "gu");
  return text.replace(pattern, (name) => to[from.indexOf(name)] ?? name);
}

type Ask = (kind: TurnKind, text: string, place?: number) => Promise<JudgedTurn>;

/** Of the lists those at odd places are held out; of questions those of memories that are. */
function asker(
  memory: RecallMemory,
  { userId, language }: { readonly userId: string; readonly language: "en" | "zh" },
): Ask {
  return async (kind, text, place) => {
    const { need, text: block } = await memory.context(text, { userId });
    const isHeldOut = place === undefined ? !CHOSEN_ON.has(userId) : place % 2 === 1;
    return { kind, text, userId, language, isHeldOut, need, isRecalled: block !== "" };
  };
}

function speakersOf({ sessions }: LocomoConversation): string[] {
  const turns = sessions.flatMap((session) => session.turns);
  return [...new Set(turns.map(({ speaker }) => speaker))];
}

function peopleOf({ facts }: Tenant): string[] {
  const subjects = facts.map(({ subject }) => subject);
  return [...new Set(subjects.filter(({ type }) => type === "person").map(({ name }) => name))];
}
