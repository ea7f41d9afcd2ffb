/** A piece of the graph as a question sees it: the edges gathered so far, and what each has to do with the question. */
import type { EntityType } from "../../core/relations/relation-definition.ts";
import type { Relation } from "../../graph/graph-store.ts";
import { askedTypes, endsOf, type RelationEnds } from "./asked-types.ts";
import type { GraphArmInput } from "./graph-input.ts";
import type { Query } from "./query.ts";
import { overlaps, type Span } from "./span.ts";
import { type QuestionUnit, questionUnits } from "./question-units.ts";
import { isReadingOf, type RelationLexicon, relationLexicon } from "./relation-lexicon.ts";
import type { Mention } from "./seeds.ts";
import { TermMatcher } from "./term-matcher.ts";
import { findWalks } from "./walk.ts";
import type { Walk } from "./walk-state.ts";

/** Memories and turns of one relation that count for it: it is told by few, and repeated by many. */
export const MAX_SOURCES = 12;

/** Edges around the seeds, gathered piece by piece. */
export class GraphPiece {
  readonly input: GraphArmInput;
  /** Entities of the first hits with how good the hits are. */
  readonly mentioned: ReadonlyMap<string, number>;
  readonly units: readonly QuestionUnit[];
  /** Entities that "before" compares with. */
  readonly anchorKeys: ReadonlySet<string>;
  readonly relations: Map<string, Relation> = new Map();
  /** Edges by the entities at their ends. */
  readonly edges: Map<string, Relation[]> = new Map();
  readonly #starts: readonly Mention[];
  readonly #matcher: TermMatcher;
  readonly #askedTypes: readonly (readonly EntityType[])[];
  /** By relation, the units whose stems it has. */
  readonly #words = new Map<string, SaidUnits>();
  readonly #stems: readonly (readonly string[])[];
  /** Null for a type outside the catalog. */
  readonly #ends = new Map<string, RelationEnds | null>();
  #walks: readonly Walk[] | undefined;

  constructor(input: GraphArmInput, mentioned: ReadonlyMap<string, number>) {
    this.input = input;
    this.mentioned = mentioned;
    const { query, mentions, weights } = input;
    const lexicon = relationLexicon();
    const anchored = anchorOf(query, mentions);
    this.anchorKeys = new Set(anchored?.keys);
    this.#starts = mentions.filter(
      (mention) => mention !== anchored && !isOwnedNoun(mention, query, lexicon),
    );
    const said = [query.past?.place, anchored].filter((span) => span !== undefined);
    const ignored: Span[] = [...query.dates, ...said];
    this.units = questionUnits(query, { names: this.#starts, ignored, lexicon, weights });
    this.#askedTypes = this.units.map((unit) => typesAskedBy(unit, query));
    this.#stems = this.units.map((unit) => stemsOfUnit(unit, query));
    this.#matcher = new TermMatcher([...new Set(this.#stems.flat())]);
  }

  /** Adds edges; those that are there already stay as they are. */
  add(relations: readonly Relation[]): void {
    for (const relation of relations) {
      if (this.relations.has(relation.id)) continue;
      this.relations.set(relation.id, relation);
      for (const end of new Set([relation.source, relation.destination])) {
        const known = this.edges.get(end);
        if (known) known.push(relation);
        else this.edges.set(end, [relation]);
      }
      this.#walks = undefined;
    }
  }

  /** The walks through what has been gathered so far, best first. */
  walks(): readonly Walk[] {
    this.#walks ??= findWalks({
      text: this.input.query.text,
      units: this.units,
      starts: this.#starts,
      edges: this.edges,
      wordsOf: (relation) => this.wordsOf(relation),
      nounsOf: (relation) => this.#saidBy(relation).nouns,
      askedTypes: this.#askedTypes,
      endsOf: (type) => this.#endsOf(type),
    });
    return this.#walks;
  }

  #endsOf(type: string): RelationEnds | undefined {
    const known = this.#ends.get(type);
    if (known !== undefined) return known ?? undefined;
    const ends = endsOf(type);
    this.#ends.set(type, ends ?? null);
    return ends;
  }

  /** Entities at the ends of the edges gathered so far: those whose edge has most to do with the question first. */
  rim(): string[] {
    const shares = Array.from(this.relations.values(), (relation) => ({
      relation,
      share: this.lexicalShare(relation),
    }));
    const ordered = shares.toSorted((a, b) => b.share - a.share);
    return ordered.flatMap(({ relation: { source, destination } }) => [source, destination]);
  }

  /** The word units that an edge's type or fact has, by their index among the units. */
  wordsOf(relation: Relation): ReadonlySet<number> {
    return this.#saidBy(relation).words;
  }

  #saidBy(relation: Relation): SaidUnits {
    const known = this.#words.get(relation.id);
    if (known) return known;
    const text = `${relation.fact} ${relation.type.replaceAll("_", " ")}`;
    const { counts } = this.#matcher.count(text);
    const said = new Set(this.#matcher.terms.filter((_, index) => (counts[index] ?? 0) > 0));
    const words = new Set<number>();
    const nouns = new Set<number>();
    for (const [index, unit] of this.units.entries()) {
      const stems = this.#stems[index] ?? [];
      if (unit.form === "word" && stems.some((stem) => said.has(stem))) words.add(index);
      if (unit.form === "relation" && stems.every((stem) => said.has(stem))) nouns.add(index);
    }
    const units = { words, nouns };
    this.#words.set(relation.id, units);
    return units;
  }

  /** The slots that hold what "before" compares with, of an entity that the question names. */
  anchoredSlots(): ReadonlySet<string> {
    const subjects = new Set(this.#starts.flatMap(({ keys }) => keys));
    const slots = new Set<string>();
    for (const key of this.anchorKeys) {
      for (const relation of this.edges.get(key) ?? []) {
        if (subjects.has(relation.source)) slots.add(slotOf(relation));
      }
    }
    return slots;
  }

  /** By memory and turn, the names of the question whose entities its relations are about, by whatever name they go. */
  aboutNames(): Map<string, Set<Span>> {
    const about = new Map<string, Set<Span>>();
    for (const start of this.#starts) {
      const edges = start.keys.flatMap((key) => this.edges.get(key) ?? []);
      for (const id of edges.flatMap(sourcesOf)) {
        about.set(id, (about.get(id) ?? new Set<Span>()).add(start));
      }
    }
    return about;
  }

  /** The share of the question, names aside, that an edge explains by itself. */
  lexicalShare(relation: Relation): number {
    const words = this.wordsOf(relation);
    let total = 0;
    let explained = 0;
    for (const [index, unit] of this.units.entries()) {
      if (unit.form === "name") continue;
      total += unit.weight;
      const readings = unit.form === "relation" ? unit.readings : [];
      const reading = readings.find((one) => isReadingOf(one, relation.type));
      explained += unit.weight * (reading?.weight ?? (words.has(index) ? 1 : 0));
    }
    return total === 0 ? 0 : explained / total;
  }
}

/** The slot of an edge: its subject and type. */
export function slotOf({ source, type }: Pick<Relation, "source" | "type">): string {
  return `${type}|${source}`;
}

/** The memories and turns that an edge stems from, those told first. */
export function sourcesOf({ memoryIds, turnIds }: Relation): string[] {
  return [...memoryIds.slice(0, MAX_SOURCES), ...turnIds.slice(0, MAX_SOURCES)];
}

/** The name that "before" compares with, unless it is the only one: what was before it is asked, not it. */
function anchorOf(query: Query, mentions: readonly Mention[]): Mention | undefined {
  const { past } = query;
  const place = past?.anchor;
  if (!place) return undefined;
  const inside = mentions.filter((mention) => overlaps(mention, place));
  const anchor = past.isAnchorAfter ? inside[0] : inside.at(-1);
  return mentions.length > 1 ? anchor : undefined;
}

/** What stands right behind its owner: "my dog", "Ana's boss", 我的公司. */
const POSSESSIVE = /(?:\b(?:my|our|your|his|her|their)\s+|['’]s\s+|的)$/iu;

/** Whether a name is a noun for what the one before it has, though something goes by that name: "my dog". */
function isOwnedNoun(place: Span, { text, words }: Query, lexicon: RelationLexicon): boolean {
  if (!POSSESSIVE.test(text.slice(0, place.start))) return false;
  const inside = words.filter((word) => overlaps(place, word));
  const roots = inside.map(({ root }) => root).join(" ");
  const said = text.slice(place.start, place.end);
  const readings = lexicon.english.get(roots) ?? lexicon.chinese.get(said) ?? [];
  return /^\P{Lu}/u.test(said) && readings.some(({ isNoun }) => isNoun);
}

function typesAskedBy(unit: QuestionUnit, query: Query): readonly EntityType[] {
  if (unit.form === "name") return [];
  return query.words.filter((word) => overlaps(unit, word)).flatMap(({ stem }) => askedTypes(stem));
}

/** The stems that say a unit. */
function stemsOfUnit(unit: QuestionUnit, query: Query): string[] {
  if (unit.form === "name") return [];
  if (unit.form === "word") return [unit.stem];
  const inside = query.words.filter((word) => !word.isStopWord && overlaps(unit, word));
  return inside.map(({ stem }) => stem);
}

interface SaidUnits {
  /** Word units of which the relation has the word. */
  readonly words: ReadonlySet<number>;
  /** Relation units of which the relation has all words. */
  readonly nouns: ReadonlySet<number>;
}
