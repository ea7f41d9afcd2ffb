/** What the speed benchmark adds and asks: people, places and things as varied as in a real tenant. */
import type { ApiFact, ApiMessage, ApiRelation } from "../memory-api.ts";
import { createRandom, type Random } from "../world/prng.ts";

/** One message with what an extractor would read from it: three facts and three relations. */
export interface LoadItem {
  readonly message: ApiMessage;
  readonly facts: readonly ApiFact[];
  readonly relations: readonly ApiRelation[];
}

const FIRST_NAMES =
  "Marta Rafael Ingrid Kwame Priya Tomas Helena Yusuf Beatriz Callum Noor Stefan Odette Viktor Amara Leopold Sofia Dmitri Aiko Bram Chloe Diego Elif Farah Goran Hana Ivo Jun Kaya Lars Mina Nils Oksana Pedro Quinn Rosa Sami Tara Umar Vera Wanda Xenia Yara Zoltan Anouk Bilal Carmen Dario Esme Felix";
const LAST_NAMES =
  "Ribeiro Okafor Lindqvist Moreau Castellano Novak Salva Haddad Brandt Ferreira Yamada Kowalski Petrov Jansen Alvarez Duarte Nakamura Osei Rossi Weber Fischer Lindgren Marino Costa Vidal Soler Horvat Kaplan Demir Aydin Bauer Keller Sorensen Virtanen Nagy Popescu Ionescu Stoica Dubois Laurent Girard Mercier Bianchi Conti Greco Leone Ricci Serra Tavares Pinto";
const COMPANY_NAMES =
  "Norwind Talkdesk Feedzai Bluepeak Cartera Delvaux Emberline Farrow Glasswing Halcyon Ironbark Juniper Kestrel Lumina Meridian Nautilus Orchard Pinnacle Quarry Redwood Saltmarsh Tidewater Umbra Vantage Westgate Xylo Yarrow Zephyr";
const COMPANY_KINDS = "Logistics Robotics Foods Health Energy Textiles Software Insurance";
const CITIES =
  "Lisbon Porto Braga Coimbra Faro Madrid Seville Bilbao Valencia Lyon Nantes Lille Turin Bologna Naples Genoa Zurich Basel Graz Linz Munich Leipzig Bremen Hamburg Utrecht Leiden Ghent Bruges Aarhus Odense Malmo Uppsala Bergen Oslo Tampere Turku Tallinn Riga Vilnius Krakow Gdansk Wroclaw Brno Ostrava Pecs Szeged Cluj Iasi Varna Plovdiv";
const HOBBIES =
  "skiing pottery chess rowing cycling sailing gardening baking astronomy birdwatching climbing fencing knitting painting photography surfing swimming woodwork judo karate opera jazz cinema poetry origami archery bowling calligraphy dancing hiking";
const THINGS =
  "bicycle piano telescope kayak camera guitar violin motorbike greenhouse sewing-machine drone tent surfboard typewriter accordion loom kiln canoe caravan trumpet";

const PERSON_COUNT = 1500;
/** How often the user speaks of themselves. */
const OWN_SHARE = 0.3;
/** How often that is about their home or work, which few people change a hundred times. */
const MOVING_SHARE = 0.05;
const START_MS = Date.UTC(2022, 0, 1);
const HOUR_MS = 3_600_000;

/** Who speaks. */
const USER = "I";

/** A sequence of items that a seed decides, and questions about them. */
export class Load {
  readonly #random: Random;
  readonly #people: readonly string[];
  readonly #companies: readonly string[];
  readonly #cities = CITIES.split(" ");
  readonly #hobbies = HOBBIES.split(" ");
  readonly #things = THINGS.split(" ");
  #count = 0;

  constructor(seed: number) {
    this.#random = createRandom(seed, "speed");
    const pairs = FIRST_NAMES.split(" ").flatMap((first) =>
      LAST_NAMES.split(" ").map((last) => `${first} ${last}`),
    );
    this.#people = this.#random.shuffle(pairs).slice(0, PERSON_COUNT);
    this.#companies = this.#random.shuffle(
      COMPANY_NAMES.split(" ").flatMap((name) =>
        COMPANY_KINDS.split(" ").map((kind) => `${name} ${kind}`),
      ),
    );
  }

  /** When the next item is said: an hour after the one before. */
  get at(): string {
    return new Date(START_MS + this.#count * HOUR_MS).toISOString();
  }

  /** One message: where somebody lives or works, whom they know, and what they like or own. */
  next(): LoadItem {
    this.#count += 1;
    const person = this.#random.chance(OWN_SHARE) ? USER : this.#person();
    const told = this.#random.shuffle([
      () => this.#friend(person),
      () => this.#taste(person),
      () => this.#thing(person),
      () => this.#journey(person),
      ...(person === USER && !this.#random.chance(MOVING_SHARE)
        ? []
        : [() => this.#home(person), () => this.#work(person)]),
    ]);
    const said = told.slice(0, 3).map((tell) => tell());
    const texts = said.map(({ fact }) => fact.text);
    const content = `By the way, ${texts.join(", and ")}. That was entry ${this.#count} of my notes.`;
    return {
      message: { role: "user", content, id: `m${this.#count}` },
      facts: said.map(({ fact }) => ({ ...fact, sources: [`m${this.#count}`] })),
      relations: said.map(({ relation }) => ({ ...relation, sources: [`m${this.#count}`] })),
    };
  }

  /** A question as people ask it, about somebody who was spoken of or may have been. */
  question(): string {
    const person = this.#person();
    return this.#random.pick([
      `Where does ${person} live?`,
      `Where does ${person} work?`,
      `What does ${person} like?`,
      `Who knows ${person}?`,
      "Where do I live, and whom do I know there?",
      `Who works at ${this.#some(this.#companies)}?`,
      `Which city does the friend of ${person} live in?`,
      `Who took up ${this.#some(this.#hobbies)} and owns a ${this.#some(this.#things)}?`,
      `What happened on the trip to ${this.#some(this.#cities)}?`,
    ]);
  }

  /** Some people are spoken of far more often than others. */
  #person(): string {
    return this.#some(this.#people);
  }

  #some(items: readonly string[]): string {
    const place = Math.floor(items.length * this.#random.next() ** 2);
    return items[place] ?? "";
  }

  #home(person: string): Telling {
    return slotted(person, "lives_in", this.#some(this.#cities), "live", "place");
  }

  #work(person: string): Telling {
    return slotted(person, "works_at", this.#some(this.#companies), "work", "organization");
  }

  #friend(person: string): Telling {
    const other = this.#person();
    const name = other === person ? "Old Maren Holt" : other;
    const text = `${person} ${verb(person, "know")} ${name}`;
    return { fact: { text }, relation: edge(person, "knows", { name, type: "person" }, text) };
  }

  #taste(person: string): Telling {
    const hobby = this.#some(this.#hobbies);
    const text = `${person} ${verb(person, "like")} ${hobby}`;
    return { fact: { text }, relation: edge(person, "likes", { name: hobby }, text) };
  }

  #thing(person: string): Telling {
    const name = `${this.#some(this.#things)} number ${this.#random.integer(1, 400)}`;
    const text = `${person} ${verb(person, "own")} ${name}`;
    return { fact: { text }, relation: edge(person, "owns", { name }, text) };
  }

  #journey(person: string): Telling {
    const city = this.#some(this.#cities);
    const text = `${person} visited ${city} with ${this.#person()}`;
    const destination = { name: city, type: "place" };
    return { fact: { text, kind: "event" }, relation: edge(person, "visited", destination, text) };
  }
}

interface Telling {
  readonly fact: ApiFact;
  readonly relation: ApiRelation;
}

function slotted(
  person: string,
  relationship: string,
  value: string,
  ...[word, type]: readonly [string, string]
): Telling {
  const text = `${person} ${verb(person, word)} ${type === "place" ? "in" : "at"} ${value}`;
  const [subject, destination] = [
    { name: person, type: "person" },
    { name: value, type },
  ];
  return {
    fact: { text, slot: { subject, relationship, value: destination } },
    relation: edge(person, relationship, destination, text),
  };
}

function verb(person: string, stem: string): string {
  return person === USER ? stem : `${stem}s`;
}

function edge(
  person: string,
  relationship: string,
  destination: ApiRelation["destination"],
  fact: string,
): ApiRelation {
  return { source: { name: person, type: "person" }, relationship, destination, fact };
}
