/** Hostile texts in every place: none changes a statement, reaches a system prompt, or crosses a tenant. */
import { isDeepStrictEqual } from "node:util";

import type { LanguageModel, Memory, Scope } from "../../src/index.ts";
import { stateOf, type TenantState } from "../../tests/support/memory-state.ts";
import { type Campaign, type Findings, inEachPlace, type Trial } from "../campaign.ts";
import { openIn, type ProvePlace } from "../places.ts";
import { expectSound } from "../told-once.ts";
import { attackWith, isUnpolluted } from "./attacks.ts";
import { brokenDoors, INJECTION_SABOTAGES } from "./broken-doors.ts";
import { HostileModel } from "./hostile-model.ts";
import { HOSTILE_TEXTS, MARK } from "./hostile-texts.ts";
import { recordStatements } from "./recorded-statements.ts";

const VICTIM: Scope = { userId: "victim" };
/** Of the victim alone: in no answer to the attacker. */
const SECRET = "qzsecret";
/** How a type of an edge, and that of a node, may be written. */
const PLAIN_TYPE = /^[\p{L}\p{N}\p{M}_]+$/u;

/** The campaign `injection`. */
export const injectionCampaign: Campaign = {
  about: "no text changes a statement, reaches a system prompt or crosses a tenant",
  sabotages: INJECTION_SABOTAGES,
  run: async (run) => inEachPlace(run, attackIn),
};

/** Attacks one memory, without a model and then through one. */
async function attackIn(place: ProvePlace, trial: Trial): Promise<void> {
  const { run, findings } = trial;
  const house = await place.build();
  const statements = await recordStatements(house.options.graph !== undefined);
  const model = new HostileModel(run.sabotage === "prompt");
  try {
    for (const languageModel of [null, model]) {
      const memory = await openIn(
        house,
        { languageModel, retry: { maxAttempts: 1 } },
        brokenDoors(run.sabotage),
      );
      await attackMemory(memory, { place, trial, languageModel, model });
      await memory.close();
    }
  } finally {
    statements.stop();
    await house.remove();
  }
  const changed = [...statements.texts].filter((text) => text.toLowerCase().includes(MARK));
  findings.figure(`statements of another text, ${place.name}`, statements.texts.size);
  for (const text of changed) findings.breach(`${place.name}, a statement was written: ${text}`);
  findings.figure(`system prompts, ${place.name}`, model.systemPrompts.size);
  for (const prompt of model.systemPrompts) {
    findings.expect(!prompt.includes(MARK), () => `${place.name}, in a system prompt: ${prompt}`);
  }
  findings.expect(isUnpolluted(), () => `${place.name}: objects are polluted`);
}

async function attackMemory(
  memory: Memory,
  {
    place,
    trial,
    languageModel,
    model,
  }: {
    readonly place: ProvePlace;
    readonly trial: Trial;
    readonly languageModel: LanguageModel | null;
    readonly model: HostileModel;
  },
): Promise<void> {
  const { run, findings } = trial;
  model.say(SECRET);
  const told = await memory.add(`The secret is ${SECRET}. Ana lives in Lisbon.`, {
    ...VICTIM,
    idempotencyKey: "secret",
    facts: [{ text: `The secret is ${SECRET}` }],
  });
  const before = await shownTo(memory, VICTIM);
  const victimId = told.results[0]?.id ?? "";
  for (const [kind, texts] of Object.entries(HOSTILE_TEXTS)) {
    for (const text of run.size === "full" ? texts : texts.slice(0, 2)) {
      const how = languageModel ? "through a model" : "without a model";
      const what = `${place.name}, ${how}, ${kind}, ${JSON.stringify(text.slice(0, 60))}`;
      const scope = { userId: `eve ${kind}` };
      model.say(text);
      const attacks = await attackWith(text, { memory, scope, victimId });
      findings.count(`attacks, ${place.name}`, attacks.length);
      for (const { name, answer, foreign } of attacks) {
        findings.expect(foreign === undefined, () => `${what}, ${name}: ${String(foreign)}`);
        const isTold = (JSON.stringify(answer) ?? "").includes(SECRET);
        findings.expect(!isTold, () => `${what}, ${name}: was told the secret`);
      }
      await expectKept(memory, { scope, text, what, findings });
      const after = await shownTo(memory, VICTIM);
      findings.expect(isDeepStrictEqual(after, before), () => `${what}: the victim was touched`);
    }
    run.say(`${place.name}, ${kind}`);
  }
  await expectSound(memory, place, findings);
}

/** What was told is kept as it was told, and types are plain. */
async function expectKept(
  memory: Memory,
  {
    scope,
    text,
    what,
    findings,
  }: {
    readonly scope: Scope;
    readonly text: string;
    readonly what: string;
    readonly findings: Findings;
  },
): Promise<void> {
  const { results } = await memory.getAll({
    ...scope,
    kinds: ["turn", "note", "trait", "event"],
    includeClosed: true,
    limit: 1000,
  });
  // U+0000 is refused: no database keeps it whole.
  const isKept =
    text.includes("\u0000") ||
    results.some((one) => one.memory === text || one.memory === text.trim());
  findings.expect(isKept, () => `${what}: is not kept as it was told`);
  const relations = await memory.graph.relations({ ...scope, includeClosed: true, limit: 1000 });
  for (const { relationship } of relations.results) {
    findings.expect(PLAIN_TYPE.test(relationship), () => `${what}: the type ${relationship}`);
  }
}

/** All but when it was looked at. */
async function shownTo(memory: Memory, scope: Scope): Promise<TenantState> {
  return stateOf(memory, scope);
}
