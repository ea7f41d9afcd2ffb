/** Whether what was acknowledged is there, whole and once, and the stores are sound. */
import type { Memory } from "../src/index.ts";
import { allPages } from "../tests/support/memory-state.ts";
import type { Findings } from "./campaign.ts";
import type { ProvePlace } from "./places.ts";

const PAGE_SIZE = 500;

/** In how many turns, events and edges of a user each word of its own stands: the part of their text that `pattern` matches. */
export async function countWords(
  memory: Memory,
  userId: string,
  pattern: RegExp,
): Promise<ReadonlyMap<string, number>> {
  const points = await allPages(async (cursor) =>
    memory.getAll({ userId, kinds: ["event", "turn"], limit: PAGE_SIZE, cursor }),
  );
  const edges = await allPages(async (cursor) =>
    memory.graph.relations({ userId, limit: PAGE_SIZE, cursor }),
  );
  const texts = [
    ...points.map((one) => one.memory),
    ...edges.map(({ source, destination }) => `${source} ${destination}`),
  ];
  const counts = new Map<string, number>();
  for (const text of texts) {
    const word = pattern.exec(text)?.[0] ?? "";
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** Notes what `verify()` says against the stores. */
export async function expectSound(
  memory: Memory,
  { name }: ProvePlace,
  findings: Findings,
): Promise<void> {
  const { faults } = await memory.verify();
  findings.expect(faults.length === 0, () => `${name}: ${JSON.stringify(faults.slice(0, 5))}`);
}
