/** Bounds: what is at the bound is taken, and one more is refused by name, with nothing written. */
import { isDeepStrictEqual } from "node:util";

import { type LanguageModel, MnemographError } from "../../src/index.ts";
import { stateOf } from "../../tests/support/memory-state.ts";
import { type Campaign, Findings, type Trial } from "../campaign.ts";
import { openIn } from "../places.ts";
import type { Door } from "./door.ts";
import { DOORS } from "./doors.ts";
import { edgeTests, isAtEdge } from "./edge-tests.ts";
import { type InnerBound, innerBounds } from "./inner-bounds.ts";

/** Codes of a refusal. */
const REFUSALS: ReadonlySet<string> = new Set([
  "INVALID_ARGUMENT",
  "LIMIT_EXCEEDED",
  "CONFIGURATION_INVALID",
]);

/** The campaign `limits`. */
export const limitsCampaign: Campaign = {
  about: "every bound on what is passed takes what is at it, and refuses one more",
  sabotages: { shift: "takes every bound for one less than it is" },
  run: async (run) => {
    const findings = new Findings();
    for (const door of DOORS) {
      if (door.isSlow && run.size === "test") continue;
      await proveDoor(door, { run, findings });
      run.say(door.name);
    }
    const inner = innerBounds();
    findings.figure("bounds on what is passed", DOORS.length);
    findings.figure("bounds inside, as constants with a name", inner.length);
    for (const { id, value, why } of inner) {
      findings.expect(why !== null, () => `${id} has no reason above it`);
      if (run.size === "full") findings.figure(id, `${value}: ${why}`);
    }
    await proveEdges(inner, { run, findings });
    return findings;
  },
};

/** Sees that every bound inside has a test at its edge; in a whole run each is shifted, to see that its test fails. */
async function proveEdges(inner: readonly InnerBound[], { run, findings }: Trial): Promise<void> {
  const tests = edgeTests(inner.map(({ id }) => id));
  for (const { id } of inner) {
    findings.expect(tests.has(id), () => `no test names ${id} in its title, to look at its edge`);
  }
  if (run.size !== "full") return;
  let count = 0;
  for (const [id, path] of tests) {
    const isProved = await isAtEdge(id, path);
    findings.expect(isProved, () => `${path} does not fail where ${id} is shifted by one`);
    if (isProved) count += 1;
    run.say(id);
  }
  findings.figure("tests that fail with their bound shifted by one, either way", count);
}

async function proveDoor(door: Door, { run, findings }: Trial): Promise<void> {
  const memory = await openIn(
    { options: { path: ":memory:" } },
    door.name === "prompt" ? { languageModel: SILENT_MODEL } : {},
  );
  const most = run.sabotage === "shift" ? door.most - 1 : door.most;
  const what = `${door.name}, ${most} ${door.unit}`;
  try {
    const before = await stateOf(memory, { userId: "kirk" });
    const more = await outcomeOf(door.call(door.isLeast ? most - 1 : most + 1, memory));
    findings.expect(isRefused(more, door), () => `${what}: one more gave ${shown(more)}`);
    const after = await stateOf(memory, { userId: "kirk" });
    const isKept = door.isToldInFailed === true || isDeepStrictEqual(after, before);
    findings.expect(isKept, () => `${what}: one more left something`);
    const exact = await outcomeOf(door.call(most, memory));
    const isTaken = exact.error === null && failedOf(exact.answer).length === 0;
    findings.expect(isTaken, () => `${what}: gave ${shown(exact)}`);
  } finally {
    await memory.close();
  }
}

/** Custom prompts need one. */
const SILENT_MODEL: LanguageModel = {
  id: "silent",
  doGenerate: async () => ({
    text: '{"facts": [], "entities": [], "relations": []}',
    finishReason: "stop",
    usage: { promptTokens: 0, completionTokens: 0 },
  }),
};

interface Outcome {
  readonly answer: unknown;
  readonly error: unknown;
}

async function outcomeOf(work: Promise<unknown>): Promise<Outcome> {
  return work.then(
    (answer) => ({ answer, error: null }),
    (error: unknown) => ({ answer: null, error }),
  );
}

function isRefused({ answer, error }: Outcome, { isToldInFailed }: Door): boolean {
  if (isToldInFailed === true) return failedOf(answer).length > 0;
  return error instanceof MnemographError && REFUSALS.has(error.code);
}

/** What an add says that it left out. */
function failedOf(answer: unknown): readonly unknown[] {
  if (typeof answer !== "object" || answer === null || !("failed" in answer)) return [];
  return Array.isArray(answer.failed) ? answer.failed : [];
}

/** What is thrown here is an error: calls of ours throw nothing else. */
function shown({ answer, error }: Outcome): string {
  return error === null
    ? `the answer ${JSON.stringify(answer)?.slice(0, 200)}`
    : (error as Error).message;
}
