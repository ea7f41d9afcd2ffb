/** The names of one episode: who was mentioned where, and under which other names. */
import { deterministicId } from "../../core/ids.ts";
import { entityKey, nameKey } from "../../core/names.ts";
import type { Attestation, MemoryRecord, Mention, Merge } from "../../core/records.ts";
import { AGENT_KEY, USER_KEY } from "../../core/speaker.ts";
import { NamesInText } from "./names-in-text.ts";
import { isSpeakerName, type ResolvedName, resolveName } from "./resolve-names.ts";
import { firstWords } from "./first-words.ts";
import type { Episode, Failure, StatedEntity } from "./stated.ts";

/** How a speaker is named in a text. */
const FIRST_PERSON_TEXT =
  /(?:^|[^\p{L}])(?:i|me|my|mine|we|us|our|user)(?:$|[^\p{L}])|我|咱|用户/iu;
/** How the agent is, of whom "the user" says nothing. */
const AGENT_TEXT = /(?:^|[^\p{L}])(?:i|me|my|mine|we|us|our)(?:$|[^\p{L}])|我|咱/iu;

/** Room between the mentions of one turn and of the next in the order of telling. */
const MENTIONS_PER_TURN = 100_000;

interface KnownEntity {
  /** How many were known before it. */
  readonly place: number;
  type: string | null;
  readonly names: Set<string>;
}

/** Collects mentions and merges while a plan is made. */
export class NameBook {
  readonly #episode: Episode;
  readonly #turnIds: readonly string[];
  readonly #turns: ReadonlyMap<string, number>;
  readonly #known = new Map<string, KnownEntity>();
  /** Every name, and the keys it is a name of. */
  readonly #words = new NamesInText();
  readonly #owners = new Map<string, Set<string>>();
  /** What an entity is called where it was first named. */
  readonly #displayNames = new Map<string, string>();
  readonly #mentions = new Map<string, Mention>();
  readonly #merges = new Map<string, Merge>();
  /** Keys of those who speak under a name. */
  readonly #speakers: ReadonlySet<string>;
  /** Each text is asked about once for every name: it is folded once. */
  readonly #folded = new Map<string, string>();

  constructor(episode: Episode, turnIds: readonly string[]) {
    this.#episode = episode;
    this.#turnIds = turnIds;
    this.#turns = new Map(turnIds.map((id, index) => [id, index]));
    const speakers = episode.messages.flatMap(({ name }) => (name === null ? [] : entityKey(name)));
    this.#speakers = new Set(speakers);
  }

  /** Notes that an entity goes by this name. */
  note({ key, name, type }: ResolvedName): void {
    const known = this.#known.get(key) ?? { place: this.#known.size, type, names: new Set() };
    known.type ??= type;
    const word = nameKey(name) || name;
    known.names.add(word);
    this.#known.set(key, known);
    this.#words.add(word);
    const owners = this.#owners.get(word);
    if (owners) owners.add(key);
    else this.#owners.set(word, new Set([key]));
  }

  /** Whether a text names the entity, by any name this episode has for it. */
  isNamedIn(key: string, text: string): boolean {
    const speaks = key === USER_KEY || key === AGENT_KEY || this.#speakers.has(key);
    const firstPerson = key === AGENT_KEY ? AGENT_TEXT : FIRST_PERSON_TEXT;
    if (speaks && firstPerson.test(text)) return true;
    const folded = this.#fold(text);
    const names = [...(this.#known.get(key)?.names ?? [key])];
    return names.some(
      (name) => folded.includes(name) && isWordIn(name, this.#withoutLonger(name, folded)),
    );
  }

  /** The entities that a text names, in the order this episode came to know them. */
  keysNamedIn(text: string): string[] {
    const owned = this.#words.in(this.#fold(text)).flatMap((word) => {
      return [...(this.#owners.get(word) ?? [])];
    });
    const candidates = new Set([...owned, USER_KEY, AGENT_KEY, ...this.#speakers]);
    const named = [...candidates].filter(
      (key) => this.#known.has(key) && this.isNamedIn(key, text),
    );
    const placeOf = (key: string): number => this.#known.get(key)?.place ?? 0;
    return named.toSorted((a, b) => placeOf(a) - placeOf(b));
  }

  /** Records that a turn names an entity, in a statement or by itself. */
  mention(
    resolved: ResolvedName,
    where: { readonly turnId: string; readonly of: string | null; readonly isAlias?: boolean },
  ): void {
    const { key, name, type } = resolved;
    const { turnId, of, isAlias = false } = where;
    const turn = this.#turns.get(turnId) ?? -1;
    const { id: episodeId, at, recordedAt, scope, expiresAt, messages } = this.#episode;
    const id = deterministicId("mention", turnId, of, key, name, isAlias ? 1 : 0);
    // In the order they are read, so that of two names in one turn the first is the first.
    const place = Math.min(this.#mentions.size, MENTIONS_PER_TURN - 1);
    const index = this.#mentions.get(id)?.index ?? turn * MENTIONS_PER_TURN + place;
    const told = { episodeAt: messages[turn]?.at ?? at, episodeId, index };
    const rest = { turnId, of, recordedAt, agentId: scope.agentId, expiresAt };
    if (!isAlias && !this.#displayNames.has(key)) this.#displayNames.set(key, name);
    this.#mentions.set(id, { id, key, name, type, isAlias, ...told, ...rest });
    this.note(resolved);
    // A user known by their account's name is the one others call by it.
    if (key === USER_KEY) this.#merge(entityKey(name), USER_KEY, turnId);
  }

  /** Records an entity with its other names: each leads to it from now on, and an entity of that name becomes it. */
  addEntity(stated: StatedEntity, failed: Failure[]): void {
    for (const source of stated.sources) {
      const turnId = this.#turnIds[source];
      const resolved = resolveName(stated, this.#episode, source);
      if (turnId === undefined) continue;
      if ("reason" in resolved) {
        failed.push({ item: "entity", text: firstWords(stated.name), reason: resolved.reason });
        return;
      }
      this.mention(resolved, { turnId, of: null });
      for (const alias of stated.aliases) this.#addAlias(resolved, alias, source, failed);
    }
  }

  /** Records which memories name which of the episode's entities. */
  nameMemories(
    facts: readonly {
      readonly memory: Pick<MemoryRecord, "id" | "text">;
      readonly attestations: readonly Pick<Attestation, "turnId">[];
    }[],
  ): void {
    for (const { memory, attestations } of facts) {
      for (const key of this.keysNamedIn(memory.text)) {
        const type = this.#known.get(key)?.type ?? null;
        const name = this.#displayNames.get(key) ?? key;
        for (const { turnId } of attestations) {
          this.mention({ key, name, type }, { turnId, of: memory.id });
        }
      }
    }
  }

  mentions(): Mention[] {
    return [...this.#mentions.values()];
  }

  merges(): Merge[] {
    return [...this.#merges.values()];
  }

  #fold(text: string): string {
    const known = this.#folded.get(text);
    if (known !== undefined) return known;
    const folded = ` ${text.normalize("NFKC").toLowerCase().replace(/\s+/gu, " ")} `;
    this.#folded.set(text, folded);
    return folded;
  }

  /** 张伟 is not named by 张伟民: longer known names that hold this one are taken out first. */
  #withoutLonger(name: string, folded: string): string {
    let rest = folded;
    for (const other of this.#words.in(folded)) {
      if (other.length > name.length && other.includes(name)) rest = rest.replaceAll(other, " ");
    }
    return rest;
  }

  #addAlias(entity: ResolvedName, alias: string, source: number, failed: Failure[]): void {
    const turnId = this.#turnIds[source] ?? "";
    const aliasKey = entityKey(alias);
    if (aliasKey === "") {
      failed.push({
        item: "entity",
        text: firstWords(alias),
        reason: "an alias must have a letter or digit",
      });
      return;
    }
    if (isSpeakerName(alias)) {
      const speaker = resolveName({ name: alias, type: null }, this.#episode, source);
      if ("reason" in speaker) return;
      this.mention({ ...speaker, name: entity.name }, { turnId, of: null, isAlias: true });
      this.#merge(entity.key, speaker.key, turnId);
      return;
    }
    this.mention({ ...entity, name: alias.trim() }, { turnId, of: null, isAlias: true });
    this.#merge(aliasKey, entity.key, turnId);
  }

  #merge(from: string, into: string, turnId: string): void {
    if (from === into || from === "") return;
    const { id: episodeId, at, recordedAt, messages } = this.#episode;
    const id = deterministicId("merge", from, into, turnId);
    const index = this.#turns.get(turnId) ?? -1;
    const told = { episodeAt: messages[index]?.at ?? at, episodeId, index };
    this.#merges.set(id, { id, from, into, reason: "alias", turnId, recordedAt, ...told });
  }
}

/** Whether a name stands in a text as a word of its own; scripts without spaces have no such borders. */
function isWordIn(name: string, folded: string): boolean {
  const isSpaced = !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(name);
  let at = folded.indexOf(name);
  while (at >= 0) {
    if (!isSpaced) return true;
    const before = folded[at - 1] ?? " ";
    const after = folded[at + name.length] ?? " ";
    if (!/[\p{L}\p{N}]/u.test(before) && !/[\p{L}\p{N}]/u.test(after)) return true;
    at = folded.indexOf(name, at + 1);
  }
  return false;
}
