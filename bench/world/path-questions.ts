/** Questions over several facts: sets, other names, chains, and people the tenant does not know. */
import { fillPhrase, phraseBook } from "./phrases.ts";
import {
  askNow,
  currentFact,
  type FactGroup,
  otherFacts,
  type QuestionDraft,
  type QuestionSource,
  sample,
} from "./question-drafts.ts";
import type { Fact, RelationName } from "./types.ts";

/** Relations whose object is asked about further, with the relations that may follow. */
const NEXT: Readonly<Partial<Record<RelationName, readonly RelationName[]>>> = {
  partner: ["lives_in", "works_at", "job_title", "favourite_food", "manager"],
  manager: ["lives_in", "works_at", "job_title", "favourite_food", "partner"],
  works_at: ["located_in"],
  has_pet: ["is_a"],
};

/** Relations of a person that are asked about under another name. */
const ALIAS_RELATIONS: ReadonlySet<RelationName> = new Set<RelationName>([
  "lives_in",
  "works_at",
  "job_title",
  "favourite_food",
]);
/** Functional relations whose subjects are asked for. */
const WHO_RELATIONS: ReadonlySet<RelationName> = new Set<RelationName>([
  "works_at",
  "lives_in",
  "manager",
  "likes",
]);
const UNKNOWN_RELATIONS: readonly RelationName[] = [
  "lives_in",
  "works_at",
  "partner",
  "likes",
  "job_title",
];

/** More facts than this no answer of ten results can be asked to hold. */
const MAX_SET_SIZE = 6;
const SET_PER_PERSON = 0.7;
const HOP2_PER_PERSON = 4;
const HOP3_PER_PERSON = 2;
const ISOLATION_PER_NAME = 2;
const ALIAS_PER_NAME = 2;

/** All questions over several facts. */
export function askAboutPaths(source: QuestionSource, personCount: number): QuestionDraft[] {
  const { random } = source;
  const chains = [2, 3].map((length) => findChains(source, length));
  const [pairs = [], triples = []] = chains;
  return [
    ...askAliases(source),
    ...sample(
      [...askSets(source), ...askWho(source)],
      Math.round(personCount * SET_PER_PERSON),
      random,
    ),
    ...sample(pairs, Math.round(personCount * HOP2_PER_PERSON), random).map((chain) =>
      askChain("hop2", chain, source),
    ),
    ...sample(triples, Math.round(personCount * HOP3_PER_PERSON), random).map((chain) =>
      askChain("hop3", chain, source),
    ),
    ...askUnknown(source),
  ];
}

interface Link {
  readonly group: FactGroup;
  readonly fact: Fact;
}

function askAliases(source: QuestionSource): QuestionDraft[] {
  return Array.from(source.aliases).flatMap(([name, alias]) => {
    const own = currentLinks(source).filter(
      ({ fact }) => fact.subject.name === name && ALIAS_RELATIONS.has(fact.relationship),
    );
    return sample(own, ALIAS_PER_NAME, source.random).map(({ group, fact }) => ({
      ...draftOf("alias", askNow(source, fact.relationship, alias), [{ group, fact }]),
      path: ["alias", fact.relationship] as const,
    }));
  });
}

/** "What does Ana like?" */
function askSets(source: QuestionSource): QuestionDraft[] {
  const sets = Map.groupBy(
    currentLinks(source).filter(
      ({ fact }) => fact.relationship === "likes" || fact.relationship === "has_pet",
    ),
    ({ fact }) => `${fact.relationship} ${fact.subject.name}`,
  );
  return Array.from(sets.values()).flatMap((links) => {
    const [first] = links;
    if (!first || links.length < 2) {
      return [];
    }
    const { all } = phraseBook(source.language).asking[first.fact.relationship];
    const text = fillPhrase(source.random.pick(all), { s: first.fact.subject.name });
    return [draftOf("set", text, links)];
  });
}

/** "Who works at Northwind Labs?" */
function askWho(source: QuestionSource): QuestionDraft[] {
  const sets = Map.groupBy(
    currentLinks(source).filter(({ fact }) => WHO_RELATIONS.has(fact.relationship)),
    ({ fact }) => `${fact.relationship} ${fact.object.name}`,
  );
  return Array.from(sets.values()).flatMap((links) => {
    const [first] = links;
    if (!first || links.length < 2 || links.length > MAX_SET_SIZE) {
      return [];
    }
    const { who } = phraseBook(source.language).asking[first.fact.relationship];
    const text = fillPhrase(source.random.pick(who), { o: first.fact.object.name });
    const draft = draftOf("set", text, links);
    return [{ ...draft, answer: links.map(({ fact }) => fact.subject.name) }];
  });
}

/** What holds in the end, with its group. */
function currentLinks({ groups }: QuestionSource): Link[] {
  return groups.flatMap((group) => {
    const fact = currentFact(group);
    return fact ? [{ group, fact }] : [];
  });
}

/** Every chain of `length` facts that hold, in which each object is unique for its subject. */
function findChains(source: QuestionSource, length: number): Link[][] {
  const links = currentLinks(source);
  const bySubject = Map.groupBy(links, ({ fact }) => fact.subject.name);
  const isOnly = ({ fact }: Link): boolean =>
    (bySubject.get(fact.subject.name) ?? []).filter(
      (other) => other.fact.relationship === fact.relationship,
    ).length === 1;
  let chains = links
    .filter((link) => link.fact.relationship in NEXT && isOnly(link))
    .map((link) => [link]);
  for (let step = 1; step < length; step++) {
    chains = chains.flatMap((chain) => {
      const last = chain.at(-1)?.fact;
      const start = chain[0]?.fact.subject.name;
      const allowed = last ? (NEXT[last.relationship] ?? []) : [];
      return (bySubject.get(last?.object.name ?? "") ?? [])
        .filter(({ fact }) => allowed.includes(fact.relationship) && fact.object.name !== start)
        .map((link) => [...chain, link]);
    });
  }
  return chains;
}

function askChain(
  type: "hop2" | "hop3",
  chain: readonly Link[],
  source: QuestionSource,
): QuestionDraft {
  const { asking } = phraseBook(source.language);
  const [first] = chain;
  let subject = first?.fact.subject.name ?? "";
  for (const { fact } of chain.slice(0, -1)) {
    subject = fillPhrase(asking[fact.relationship].noun ?? "{s}", { s: subject });
  }
  const relationship = chain.at(-1)?.fact.relationship ?? "lives_in";
  const draft = draftOf(type, askNow(source, relationship, subject), chain);
  return { ...draft, answer: [chain.at(-1)?.fact.object.name ?? ""] };
}

function askUnknown(source: QuestionSource): QuestionDraft[] {
  return source.absentPeople.flatMap((name) =>
    sample(UNKNOWN_RELATIONS, ISOLATION_PER_NAME, source.random).map((relationship) => ({
      ...draftOf("isolation", askNow(source, relationship, name), []),
      path: [relationship],
    })),
  );
}

function draftOf(type: QuestionDraft["type"], text: string, links: readonly Link[]): QuestionDraft {
  const others = links.map(({ group, fact }) => otherFacts(group, [fact]));
  return {
    type,
    text,
    must: links.map(({ fact }) => fact.id),
    stale: others.flatMap(({ stale }) => stale),
    wrong: others.flatMap(({ wrong }) => wrong),
    gone: others.flatMap(({ gone }) => gone),
    path: links.map(({ fact }) => fact.relationship),
    answer: links.map(({ fact }) => fact.object.name),
  };
}
