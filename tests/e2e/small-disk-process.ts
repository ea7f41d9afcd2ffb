/**
 * Works on a memory file whose disk is small: `fill <path>` adds until it is full, `check <path>` opens it again, and
 * `write <path>` opens it to write. Prints what it saw as one line of JSON.
 */
import { Memory, MnemographError } from "../../src/index.ts";

const KIRK = { userId: "kirk" };
/** How many notes `fill` adds if the disk lets it. */
const MAX_ADDS = 60;

function described(error: unknown): object {
  if (!(error instanceof MnemographError)) throw error;
  const { name, code, isRetryable, message } = error;
  return { name, code, isRetryable, message };
}

/** What a call came to: its answer, or the error it was refused with. */
async function outcomeOf(call: () => Promise<unknown>): Promise<object> {
  try {
    return { answer: await call() };
  } catch (error) {
    return { error: described(error) };
  }
}

async function fill(path: string): Promise<object> {
  const memory = await Memory.open({ path });
  let acknowledged = 0;
  let error: object | undefined;
  while (error === undefined && acknowledged < MAX_ADDS) {
    const note = `note ${acknowledged} ${"about tea and biscuits ".repeat(40)}`;
    try {
      await memory.add(note, { ...KIRK, infer: false });
      acknowledged += 1;
    } catch (caught) {
      error = described(caught);
    }
  }
  const { results } = await memory.search("tea", { ...KIRK, kinds: ["note"] });
  const { memories, turns } = await memory.stats();
  const again = await outcomeOf(() => memory.add("one more", { ...KIRK, infer: false }));
  const { faults } = await memory.verify();
  await memory.close();
  return { acknowledged, error, foundCount: results.length, memories, turns, again, faults };
}

async function check(path: string): Promise<object> {
  const memory = await Memory.open({ path });
  const { memories, turns } = await memory.stats();
  const { faults } = await memory.verify();
  const { results } = await memory.getAll({ ...KIRK, limit: 1 });
  const deleted = await outcomeOf(async () => {
    const { memoryIds } = await memory.delete(results[0]?.id ?? "");
    return memoryIds.length;
  });
  const left = (await memory.stats()).memories;
  await memory.close();
  return { memories, turns, faults, deleted, left };
}

async function write(path: string): Promise<object> {
  return outcomeOf(async () => {
    const memory = await Memory.open({ path });
    await memory.add("one more", { ...KIRK, infer: false });
    await memory.close();
  });
}

const [mode, path = ""] = process.argv.slice(2);
const modes = new Map([
  ["fill", fill],
  ["check", check],
  ["write", write],
]);
const run = modes.get(mode ?? "");
if (!run) throw new Error(`There is no mode ${mode}`);
process.stdout.write(`${JSON.stringify(await run(path))}\n`);
