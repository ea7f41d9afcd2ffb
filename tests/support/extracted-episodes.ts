/** Random episodes as a perfect extractor would hand them to `add`. */
import * as fc from "fast-check";
import type { AddOptions, EntityInput, FactInput, RelationInput } from "../../src/index.ts";

/** An episode: what was said, when, and what was read from it. */
export interface ExtractedEpisode {
  readonly text: string;
  readonly options: AddOptions;
}

/** Something that one episode tells. */
interface Item {
  readonly facts?: readonly FactInput[];
  readonly relations?: readonly RelationInput[];
  readonly entities?: readonly EntityInput[];
}

/** The first day of a world that is ten days long. */
export const FIRST_DAY: number = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
const CITIES = ["Lisbon", "Porto", "Braga", "Lisboa"];
const PEOPLE = ["Ana", "Ana Maria Costa", "Ana-María Costa", "Bob", "Robert", "张伟"];

const city = fc.constantFrom(...CITIES);
const person = fc.constantFrom(...PEOPLE);
const day = fc.nat(9);

/** One home at a time, told in other words, taken back, or with dates of its own. */
const homes: fc.Arbitrary<Item> = fc
  .record({
    city,
    wording: fc.constantFrom("Ana lives in", "ana lives in", "Ana moved to", "Ana's home is"),
    corrects: fc.constantFrom(false, false, false, true),
    from: fc.option(day, { freq: 1 }),
    to: fc.option(day, { freq: 1 }),
    hasEdge: fc.boolean(),
  })
  .map(({ city: value, wording, corrects, from, to, hasEdge }) => {
    const dates = intervalOf(from, to);
    const correction = corrects ? { corrects: true as const } : {};
    const fact = `${wording} ${value}`;
    const slot = { subject: "Ana", relationship: "lives_in", value };
    const edge = { source: "Ana", relationship: "lives_in", destination: value, fact };
    return {
      facts: [{ text: fact, slot, ...dates, ...correction }],
      relations: hasEdge ? [{ ...edge, ...dates, ...correction }] : [],
    };
  });

const others: fc.Arbitrary<Item> = fc.oneof(
  fc
    .constantFrom("Ana likes tea", "Bob likes tea", "张伟喜欢茶")
    .map((text) => ({ facts: [{ text }] })),
  fc.record({ city, day }).map(({ city: place, day: number }) => {
    const text = `Ana visited ${place}`;
    return { facts: [{ text, kind: "event" as const, validFrom: dayOf(number) }] };
  }),
  fc.record({ source: person, destination: person }).map((ends) => {
    const [source, destination] = [ends.source, ends.destination].map((name) => ({
      name,
      type: "person",
    }));
    return source && destination
      ? { relations: [{ source, destination, relationship: "knows" }] }
      : {};
  }),
  fc
    .record({ source: person, company: fc.constantFrom("Feedzai", "Feedzai Inc", "Talkdesk") })
    .map(({ source, company }) => ({
      relations: [{ source, relationship: "works_at", destination: company }],
      facts: [
        {
          text: `${source} works at ${company}`,
          slot: { subject: source, relationship: "works_at", value: company },
        },
      ],
    })),
);

/** Names that lead to what has another name already, or will have. */
const aliases: fc.Arbitrary<Item> = fc
  .constantFrom(
    ["Lisbon", "Lisboa"],
    ["Robert", "Bob"],
    ["Bob", "Bobby"],
    ["Ana Maria Costa", "Ana"],
  )
  .map(([name = "", alias = ""]) => ({ entities: [{ name, aliases: [alias] }] }));

const items = fc.oneof({ weight: 4, arbitrary: homes }, { weight: 3, arbitrary: others }, aliases);

/** Some episodes, each with its own idempotency key, in any order of time; two may be of one time. */
export const extractedEpisodes: fc.Arbitrary<ExtractedEpisode[]> = fc
  .array(fc.record({ day, items: fc.array(items, { minLength: 1, maxLength: 3 }) }), {
    minLength: 2,
    maxLength: 8,
    size: "max",
  })
  .map((episodes) =>
    episodes.map(({ day: number, items: told }, index) => ({
      text: `Episode ${index}`,
      options: {
        at: dayOf(number),
        idempotencyKey: `episode ${index}`,
        metadata: { latest: index },
        facts: told.flatMap(({ facts = [] }) => facts),
        relations: told.flatMap(({ relations = [] }) => relations),
        entities: told.flatMap(({ entities = [] }) => entities),
      },
    })),
  );

function dayOf(number: number): number {
  return FIRST_DAY + number * DAY_MS;
}

function intervalOf(
  from: number | null,
  to: number | null,
): Pick<FactInput, "validFrom" | "validTo"> {
  const validFrom = from === null ? undefined : dayOf(from);
  // An end at or before the start is refused.
  const isEmpty = to !== null && from !== null && to <= from;
  return { validFrom, validTo: to === null || isEmpty ? undefined : dayOf(to) };
}
