/** Who and what a tenant's world is about, before anything is told. */
import { fullNames, namePool } from "./names.ts";
import { mustAt, type Random } from "./prng.ts";
import type { EntityRef, Language, RelationName } from "./types.ts";

/** A slot to be told about: a subject, a functional relation, and values it may take, all different. */
export interface SlotSeed {
  readonly subject: EntityRef;
  readonly relationship: RelationName;
  readonly values: readonly EntityRef[];
}

/** One value of a many-valued relation. */
export interface PairSeed {
  readonly subject: EntityRef;
  readonly relationship: RelationName;
  readonly object: EntityRef;
}

/** Everything a tenant will be told about. */
export interface Cast {
  readonly owner: string;
  readonly people: readonly string[];
  /** People of the language's other tenants, unknown to this one. */
  readonly absentPeople: readonly string[];
  /** Slots that may change freely. */
  readonly slots: readonly SlotSeed[];
  /** Partnerships, which may change once, to a value nobody else has. */
  readonly partnerships: readonly SlotSeed[];
  /** Species of pets, which may be corrected but do not change. */
  readonly natures: readonly SlotSeed[];
  readonly pairs: readonly PairSeed[];
}

/** Where a tenant stands among the tenants of its language. */
export interface CastPlace {
  readonly language: Language;
  /** Counted from 0 within the language. */
  readonly index: number;
  readonly personCount: number;
}

/** How many names of the language each tenant does not know. */
const ABSENT_COUNT = 4;
/** How many values a slot may take in turn. */
const VALUES_PER_SLOT = 3;

/** Casts a tenant: draws its people and what may be told of them. */
export function castTenant(place: CastPlace, random: Random): Cast {
  const pool = namePool(place.language);
  const { people, absentPeople } = drawPeople(place, random);
  const companies = random.shuffle(pool.companies).slice(0, Math.min(8, place.personCount));
  const persons = people.map((name): EntityRef => ({ name, type: "person" }));
  const draw = (names: readonly string[], type: string): EntityRef[] =>
    random
      .shuffle(names)
      .slice(0, VALUES_PER_SLOT)
      .map((name) => ({ name, type }));

  const ownSlots = persons.flatMap((subject): SlotSeed[] => [
    { subject, relationship: "lives_in", values: draw(pool.cities, "place") },
    { subject, relationship: "works_at", values: draw(companies, "organization") },
    { subject, relationship: "job_title", values: draw(pool.jobs, "concept") },
    { subject, relationship: "favourite_food", values: draw(pool.foods, "food") },
  ]);
  const managers = random.shuffle(persons).slice(0, Math.round((persons.length * 2) / 3));
  const managerSlots = managers.map((subject): SlotSeed => {
    const others = people.filter((name) => name !== subject.name);
    return { subject, relationship: "manager", values: draw(others, "person") };
  });
  const locations = companies.map((name): SlotSeed => ({
    subject: { name, type: "organization" },
    relationship: "located_in",
    values: draw(pool.cities, "place"),
  }));
  const pets = random.shuffle(pool.pets).slice(0, Math.round((persons.length * 2) / 3));
  return {
    owner: mustAt(pool.owners, place.index % pool.owners.length),
    people,
    absentPeople,
    slots: [...ownSlots, ...managerSlots, ...locations],
    partnerships: drawPartnerships(persons, random),
    natures: pets.map((name) => ({
      subject: { name, type: "animal" },
      relationship: "is_a",
      values: draw(pool.species, "concept"),
    })),
    pairs: [
      ...drawLikes(persons, pool.hobbies, random),
      ...drawPets(persons, pets, random),
      ...drawAliases(persons, pool.aliases, random),
    ],
  };
}

/** A window on the language's names that moves with the tenant, so that neighbours share most of them. */
function drawPeople(
  { language, index, personCount }: CastPlace,
  random: Random,
): { people: string[]; absentPeople: string[] } {
  const names = fullNames(language, personCount + ABSENT_COUNT);
  const turned = names.map((_, at) => mustAt(names, (at + index * ABSENT_COUNT) % names.length));
  return {
    people: random.shuffle(turned.slice(0, personCount)),
    absentPeople: turned.slice(personCount),
  };
}

/** Couples out of two thirds of the people; the others are single, and each may become a new partner once. */
function drawPartnerships(persons: readonly EntityRef[], random: Random): SlotSeed[] {
  const order = random.shuffle(persons);
  const coupleCount = Math.floor(persons.length / 3);
  const singles = order.slice(coupleCount * 2);
  return Array.from({ length: coupleCount }, (_, couple) => {
    const next = singles[couple];
    const first = mustAt(order, couple * 2 + 1);
    return {
      subject: mustAt(order, couple * 2),
      relationship: "partner",
      values: next ? [first, next] : [first],
    };
  });
}

function drawLikes(
  persons: readonly EntityRef[],
  hobbies: readonly string[],
  random: Random,
): PairSeed[] {
  return persons.flatMap((subject) =>
    random
      .shuffle(hobbies)
      .slice(0, random.integer(2, 4))
      .map((name): PairSeed => ({
        subject,
        relationship: "likes",
        object: { name, type: "activity" },
      })),
  );
}

/** One pet for most owners and two for one of them, so that "her pet" is sometimes ambiguous. */
function drawPets(
  persons: readonly EntityRef[],
  pets: readonly string[],
  random: Random,
): PairSeed[] {
  const owners = random.shuffle(persons).slice(0, Math.max(1, pets.length - 1));
  return pets.map((name, index) => ({
    subject: mustAt(owners, index % owners.length),
    relationship: "has_pet",
    object: { name, type: "animal" },
  }));
}

function drawAliases(
  persons: readonly EntityRef[],
  aliases: readonly string[],
  random: Random,
): PairSeed[] {
  const bearers = random.shuffle(persons).slice(0, Math.max(1, Math.round(persons.length / 3)));
  const names = random.shuffle(aliases);
  return bearers.slice(0, names.length).map((subject, index) => ({
    subject,
    relationship: "alias",
    object: { name: mustAt(names, index), type: "person" },
  }));
}
