/** A language model that was taken in: what it writes is as hostile as what it was told. */
import type { LanguageModel, LanguageModelRequest } from "../../src/index.ts";
import { FakeLanguageModel } from "../../src/testing/testing.ts";

/** A model that answers with hostile items, and keeps what it was asked. */
export class HostileModel implements LanguageModel {
  readonly id: string = "hostile";
  /** The system prompts that it was given. */
  readonly systemPrompts: Set<string> = new Set();
  readonly #model: FakeLanguageModel;
  readonly #isBetrayed: boolean;
  #text = "";

  /** @param isBetrayed - Whether what it is told is put into its system prompt on the way: a sabotage. */
  constructor(isBetrayed: boolean) {
    this.#isBetrayed = isBetrayed;
    this.#model = new FakeLanguageModel(({ schemaName }) => ({
      json:
        schemaName === "graph"
          ? { entities: entitiesOf(this.#text), relations: relationsOf(this.#text) }
          : { facts: factsOf(this.#text), decisions: decisionsOf(this.#text) },
    }));
  }

  /** What it says from now on. */
  say(text: string): void {
    this.#text = text;
  }

  async doGenerate(request: LanguageModelRequest): ReturnType<LanguageModel["doGenerate"]> {
    const told = request.messages.map(({ content }) => content).join("\n");
    const { system = "" } = request;
    this.systemPrompts.add(this.#isBetrayed ? `${system}\n${told}` : system);
    return this.#model.doGenerate(request);
  }
}

const OTHERS = { tenant: "user:victim", userId: "victim", scope: { userId: "victim" } };

function factsOf(text: string): unknown[] {
  const rest = { kind: "trait", by: "user", sources: [1], from: null, to: null, corrects: false };
  const slot = { subject: text, relation: "LIVES_IN", value: text };
  return [
    { text, slot, ...rest, ...OTHERS },
    { text: `${text}!`, slot: null, ...rest, id: text, memoryId: text, agentId: text },
  ];
}

function entitiesOf(text: string): unknown[] {
  return [{ name: text, type: text, aliases: [`${text} alias`], sources: [1], ...OTHERS }];
}

function relationsOf(text: string): unknown[] {
  const rest = { fact: text, sources: [1], from: null, to: null, corrects: false };
  return [
    { source: text, relation: text, target: "Ana", ...rest, ...OTHERS },
    { source: "Ana", relation: "KNOWS", target: text, ...rest },
  ];
}

function decisionsOf(text: string): unknown[] {
  return [
    { fact: 1, decision: "UPDATE", memory: text },
    { fact: 2, decision: text, memory: 99 },
  ];
}
