/** A random history of one tenant, in which every text has a word of its own. */
import type { FactInput, Memory, Message, RelationInput, Scope } from "../../src/index.ts";
import { allPages } from "../../tests/support/memory-state.ts";
import type { SeededRandom } from "../../tests/support/seeded-random.ts";
import { newWord } from "./words.ts";

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2024, 0, 1);
const CITIES = ["Lisbon", "Porto", "Braga", "Faro"];
/** Told in more than one episode. */
export const SHARED_FACTS: readonly string[] = ["Ana likes tea", "Bob plays chess", "张伟喜欢茶"];

/** Words, by what they are in. */
export interface ToldWords {
  /** Of a turn's content, speaker, reference and metadata, by turn id. */
  readonly turns: Map<string, string[]>;
  /** Of a memory's text and of what it was revised to, by memory id. */
  readonly memories: Map<string, string[]>;
  /** Of what an edge says, by relation id. */
  readonly relations: Map<string, string[]>;
  /** The turns that told a memory with a word of its own, by its id: what folds into it has other evidence. */
  readonly factTurns: Map<string, string[]>;
  /** The one turn that told an edge, by relation id. */
  readonly edgeTurns: Map<string, string>;
}

/** What a tenant told, and the words in it. */
export class ToldHistory {
  readonly words: ToldWords = {
    turns: new Map(),
    memories: new Map(),
    relations: new Map(),
    edgeTurns: new Map(),
    factTurns: new Map(),
  };
  /** Every episode, in the order of telling. */
  readonly episodeIds: string[] = [];
  readonly #memory: Memory;
  readonly #scope: Scope;
  readonly #random: SeededRandom;

  constructor(memory: Memory, scope: Scope, random: SeededRandom) {
    this.#memory = memory;
    this.#scope = scope;
    this.#random = random;
  }

  /** Every word that was ever told. */
  allWords(): string[] {
    const { turns, memories, relations } = this.words;
    const all = [turns, memories, relations].flatMap((one) => [...one.values()].flat());
    return all.filter((word) => word !== "");
  }

  /** Does something: mostly tells an episode, else corrects a memory or joins two names. */
  async step(): Promise<void> {
    const choice = this.#random(10);
    if (choice < 7 || this.words.memories.size === 0) return this.#tell();
    if (choice < 9) return this.#revise();
    await this.#memory.graph.merge("Robert", "Bob", this.#scope).catch(() => undefined);
  }

  async #tell(): Promise<void> {
    const random = this.#random;
    const turnWords = [0, 1].map(() => [0, 1, 2, 3].map(() => newWord(random)));
    const [factWord, edgeWord, eventWord] = [newWord(random), newWord(random), newWord(random)];
    const city = CITIES[random(CITIES.length)] ?? "";
    const facts: FactInput[] = [
      {
        text: `Ana lives in ${city} as ${factWord} says`,
        slot: { subject: "Ana", relationship: "lives_in", value: city },
        sources: [0],
      },
      { text: `Bob met ${eventWord}`, kind: "event", sources: [0, 1] },
      { text: SHARED_FACTS[random(SHARED_FACTS.length)] ?? "", sources: [random(2)] },
    ];
    const relations: RelationInput[] = [
      {
        source: "Ana",
        relationship: "knows",
        destination: `Friend ${random(1_000_000)}`,
        fact: `Ana knows ${edgeWord}`,
        sources: [1],
      },
    ];
    const messages = turnWords.map((words, index) => messageOf(words, index));
    const added = await this.#memory.add(messages, {
      ...this.#scope,
      facts,
      relations,
      entities: [{ name: "Robert", type: "person", sources: [0] }],
      at: FIRST_DAY + random(300) * DAY_MS,
    });
    await this.#note(added.episodeId, { turnWords, facts: [factWord, eventWord], edgeWord });
  }

  async #note(
    episodeId: string,
    told: {
      readonly turnWords: readonly (readonly string[])[];
      readonly facts: readonly string[];
      readonly edgeWord: string;
    },
  ): Promise<void> {
    this.episodeIds.push(episodeId);
    let lastTurn = "";
    for (const one of await this.listed()) {
      const { id, kind, memory, evidence } = one;
      if (kind === "turn" && evidence[0]?.episodeId === episodeId) {
        const own = told.turnWords.find(([content = ""]) => memory.includes(content));
        this.words.turns.set(id, [...(own ?? [])]);
        if (own === told.turnWords.at(-1)) lastTurn = id;
      }
      for (const word of told.facts) {
        if (kind === "turn" || !memory.includes(word)) continue;
        this.words.memories.set(id, [word]);
        const own = evidence.filter((each) => each.episodeId === episodeId);
        this.words.factTurns.set(
          id,
          own.map(({ turnId }) => turnId),
        );
      }
    }
    for (const { id, fact } of await this.edges()) {
      if (!fact.includes(told.edgeWord)) continue;
      this.words.relations.set(id, [told.edgeWord]);
      this.words.edgeTurns.set(id, lastTurn);
    }
  }

  async #revise(): Promise<void> {
    const ids = [...this.words.memories.keys()];
    const id = ids[this.#random(ids.length)] ?? "";
    const word = newWord(this.#random);
    await this.#memory.update(id, `It was ${word} all along`, this.#scope);
    this.words.memories.set(id, [...(this.words.memories.get(id) ?? []), word]);
  }

  /** Every memory and turn, what has ended too. */
  async listed(): Promise<Awaited<ReturnType<Memory["getAll"]>>["results"]> {
    const kinds = ["event", "trait", "note", "turn"] as const;
    return allPages(async (cursor) =>
      this.#memory.getAll({ ...this.#scope, kinds, includeClosed: true, limit: 500, cursor }),
    );
  }

  /** Every edge, what has ended too. */
  async edges(): Promise<Awaited<ReturnType<Memory["graph"]["relations"]>>["results"]> {
    return allPages(async (cursor) =>
      this.#memory.graph.relations({ ...this.#scope, includeClosed: true, limit: 500, cursor }),
    );
  }
}

function messageOf(words: readonly string[], index: number): Message {
  const [content = "", name = "", id = "", value = ""] = words;
  return {
    role: index === 0 ? "user" : "assistant",
    content: `Here is ${content}.`,
    name,
    id,
    metadata: { about: value },
  };
}
