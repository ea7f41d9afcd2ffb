/** Writers that break their promise on purpose, so that a campaign can be seen to find it. */
import type { Memory } from "../../src/index.ts";
import type { JournalEntry } from "../../src/journal/journal.ts";
import { operate } from "../../tests/support/numbered-operations.ts";
import type { StoreChange } from "../places.ts";
import { withMethods } from "../with-methods.ts";

/** What is wrong with a writer. */
export const KILL_SABOTAGES = {
  early: "tells of an operation before it is done",
  torn: "writes store by store, and its journal only when all is done",
  twice: "does every operation once more under another key",
} as const;

/** The name of one of them. */
export type KillSabotage = keyof typeof KILL_SABOTAGES;

/** Whether a text is the name of one. */
export function isKillSabotage(name: string | null): name is KillSabotage {
  return name !== null && Object.hasOwn(KILL_SABOTAGES, name);
}

/** Stores without one transaction, whose journal hears of nothing that is under way. */
export const tearApart: StoreChange = (opened) => {
  const { journal } = opened.stores;
  const begun = new Map<string, JournalEntry>();
  const late = withMethods(journal, (name) => {
    if (name === "begin") {
      return (_tenant: string, entry: JournalEntry): boolean => {
        begun.set(entry.episodeId, entry);
        return true;
      };
    }
    if (name !== "finish") return null;
    return async (...parameters: Parameters<typeof journal.finish>): Promise<void> => {
      const entry = begun.get(parameters[1]);
      if (entry) await journal.begin(parameters[0], entry);
      await journal.finish(...parameters);
    };
  });
  return { ...opened, stores: { ...opened.stores, journal: late, transactor: null } };
};

/** Does an operation as a writer does that forgets what it has done. */
export async function operateTwice(memory: Memory, number: number): Promise<void> {
  await operate(memory, number);
  await operate(memory, number, " again");
}
