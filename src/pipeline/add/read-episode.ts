/** From checked options to an episode and what was read from it. */
import { InvalidArgumentError, LimitExceededError } from "../../core/errors.ts";
import { episodeIdOf } from "../../core/ids.ts";
import type { Provenance } from "../../core/records.ts";
import type { ResolvedScope } from "../../core/scope.ts";
import type { CheckedAddOptions, CheckedMessage, NameInput } from "./add-options.ts";
import { holdsWhenTold } from "./holds-when-told.ts";
import type { PatternMessage } from "./patterns/extraction.ts";
import type { Episode, EpisodeMessage, StatedName, Statements } from "./stated.ts";

/** Who made the statements of an add. */
export type Extractor = Provenance["extractor"];

/**
 * Most sources of all statements of one add together, so that one commit stays short. A statement without `sources`
 * cites every message: name them where there are many of both.
 */
export const MAX_CITATIONS = 20_000;

/** Makes the episode of an add. The same key gives the same episode in the same tenant. */
export function makeEpisode(
  messages: readonly CheckedMessage[],
  options: CheckedAddOptions,
  given: { readonly scope: ResolvedScope; readonly now: number; readonly newId: () => string },
): Episode {
  const { scope, now } = given;
  const { idempotencyKey, metadata = {}, timeZone = "UTC", expiresAt = null } = options;
  const at = options.at ?? now;
  const id =
    idempotencyKey === undefined ? given.newId() : episodeIdOf(scope.tenant, idempotencyKey);
  return {
    id,
    scope,
    at,
    recordedAt: now,
    timeZone,
    metadata,
    expiresAt,
    messages: messages.map((message) => ({
      role: message.role,
      content: message.content,
      name: message.name ?? null,
      ref: message.id ?? null,
      at: message.at ?? at,
      metadata: message.metadata ?? {},
    })),
  };
}

/** Each message as a note, verbatim. */
export function notesOf(episode: Episode): Statements {
  const facts = episode.messages.flatMap(({ content, role }, index) => {
    if (content.trim() === "") return [];
    return {
      text: content,
      kind: "note" as const,
      attributedTo: role === "assistant" ? ("assistant" as const) : ("user" as const),
      sources: [index],
      ...nothingStated,
    };
  });
  return { facts, relations: [], entities: [] };
}

const nothingStated = {
  validFrom: null,
  validTo: null,
  slot: null,
  supersedes: null,
  corrects: null,
} as const;

/** Reads `sources`: the indexes of the messages they name, each once. Counts them all, as their number is bounded. */
function citer(
  messages: readonly CheckedMessage[],
): (sources: readonly (string | number)[] | undefined, argument: string) => number[] {
  const indexOf = new Map(
    messages.flatMap(({ id }, index) => (id === undefined ? [] : [[id, index]])),
  );
  let citationCount = 0;
  return (sources, argument) => {
    const named: readonly (string | number)[] = sources?.length ? sources : [...messages.keys()];
    citationCount += named.length;
    if (citationCount > MAX_CITATIONS) {
      const bound = "sources of all statements";
      throw new LimitExceededError("add", bound, MAX_CITATIONS, citationCount);
    }
    const cited = named.map((source) => {
      const index = typeof source === "number" ? source : indexOf.get(source);
      if (index !== undefined && messages[index]) return index;
      const requirement = "ids or indexes of messages of this add";
      throw new InvalidArgumentError("add", `${argument}.sources`, requirement, source);
    });
    return [...new Set(cited)];
  };
}

/** What the caller states. @throws {InvalidArgumentError} If a source is no message of the add. */
export function statedByCaller(
  messages: readonly CheckedMessage[],
  options: CheckedAddOptions,
): Statements {
  const cite = citer(messages);
  const facts = (options.facts ?? []).map((fact, index) => ({
    text: fact.text,
    kind: fact.kind ?? ("trait" as const),
    attributedTo: fact.attributedTo ?? ("user" as const),
    sources: cite(fact.sources, `facts.${index}`),
    ...intervalOf(fact, `facts.${index}`),
    slot: fact.slot
      ? {
          subject: nameOf(fact.slot.subject),
          relationship: fact.slot.relationship,
          value: nameOf(fact.slot.value),
        }
      : null,
    supersedes: fact.supersedes ?? null,
    corrects: fact.corrects ?? null,
  }));
  const relations = (options.relations ?? []).map((relation, index) => ({
    source: nameOf(relation.source),
    relationship: relation.relationship,
    destination: nameOf(relation.destination),
    fact: relation.fact ?? null,
    sources: cite(relation.sources, `relations.${index}`),
    ...intervalOf(relation, `relations.${index}`),
    cardinality: relation.cardinality ?? null,
    corrects: relation.corrects ?? null,
  }));
  const entities = (options.entities ?? []).map((entity, index) => ({
    name: entity.name,
    type: typeOf(entity.type),
    aliases: entity.aliases ?? [],
    sources: cite(entity.sources, `entities.${index}`),
  }));
  return { facts, relations, entities };
}

function intervalOf(
  stated: { readonly validFrom?: number | undefined; readonly validTo?: number | undefined },
  argument: string,
): { readonly validFrom: number | null; readonly validTo: number | null } {
  const { validFrom = null, validTo = null } = stated;
  if (validFrom !== null && validTo !== null && validTo < validFrom) {
    throw new InvalidArgumentError(
      "add",
      `${argument}.validTo`,
      "not before validFrom",
      new Date(validTo).toISOString(),
    );
  }
  return { validFrom, validTo };
}

function nameOf(name: NameInput): StatedName {
  return typeof name === "string"
    ? { name, type: null }
    : { name: name.name, type: typeOf(name.type) };
}

function typeOf(type: string | undefined): string | null {
  return type === undefined
    ? null
    : type.normalize("NFKC").trim().toLowerCase().replace(/\s+/gu, "_");
}

/**
 * Reads an episode without a model.
 *
 * @param known.earlier - What was said before it, in order: what a correction can mean.
 * @param known.employers - Names in it of where somebody was said to work.
 */
export async function readByPatterns(
  episode: Episode,
  {
    earlier = [],
    employers = [],
  }: { readonly earlier?: readonly EpisodeMessage[]; readonly employers?: readonly string[] } = {},
): Promise<Statements> {
  // Who hands in facts, or leaves reading to a model, needs none of it.
  const { extractByPatterns } = await import("./patterns/extract-by-patterns.ts");
  const { messages, at, timeZone } = episode;
  const toRead = (
    { role, name, content, at: saidAt }: EpisodeMessage,
    index: number,
  ): PatternMessage => ({ index, role, content, name: name ?? undefined, at: saidAt });
  const read = extractByPatterns({
    messages: messages.map(toRead),
    earlier: earlier.map(toRead),
    employers,
    at,
    timeZone,
  });
  const plain = (name: {
    readonly name: string;
    readonly type?: string | undefined;
  }): StatedName => ({
    name: name.name,
    type: name.type ?? null,
  });
  return {
    facts: read.facts.map((fact) => ({
      ...fact,
      validFrom: fact.validFrom ?? null,
      validTo: fact.validTo ?? null,
      isCurrent: isCurrent(fact.text, fact),
      slot: fact.slot
        ? {
            subject: plain(fact.slot.subject),
            relationship: fact.slot.relationship,
            value: plain(fact.slot.value),
          }
        : null,
      supersedes: null,
      corrects: fact.corrects ?? null,
    })),
    relations: read.relations.map((relation) => ({
      ...relation,
      source: plain(relation.source),
      destination: plain(relation.destination),
      validFrom: relation.validFrom ?? null,
      validTo: relation.validTo ?? null,
      isCurrent: isCurrent(relation.fact, relation),
      cardinality: null,
      corrects: relation.corrects ?? null,
      replaces: relation.replaces && {
        source: plain(relation.replaces.source),
        destination: plain(relation.replaces.destination),
      },
    })),
    entities: read.entities.map((entity) => ({ ...entity, type: entity.type ?? null })),
  };
}

function isCurrent(
  text: string,
  {
    validFrom = null,
    validTo = null,
    corrects = null,
  }: Partial<Parameters<typeof holdsWhenTold>[1]>,
): boolean {
  return holdsWhenTold(text, { validFrom, validTo, corrects });
}
