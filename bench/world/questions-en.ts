/** How facts are asked about in English. */
import type { AskingPhrases } from "./phrase-book.ts";
import type { RelationName } from "./types.ts";

/** One entry per relation. */
export const ENGLISH_ASKING: Readonly<Record<RelationName, AskingPhrases>> = {
  lives_in: {
    now: ["Where does {s} live?", "Which city does {s} live in?", "In which city is {s}'s home?"],
    then: ["Where did {s} live on {d}?", "Where was {s} living on {d}?"],
    before: ["Where did {s} live before {o}?", "Where did {s} live before moving to {o}?"],
    all: [],
    who: ["Who lives in {o}?", "Which people live in {o}?"],
    noun: "the city {s} lives in",
  },
  works_at: {
    now: ["Where does {s} work?", "Which company does {s} work for?", "Who is {s}'s employer?"],
    then: ["Where did {s} work on {d}?", "Which company did {s} work for on {d}?"],
    before: [
      "Where did {s} work before {o}?",
      "Which company did {s} work for before joining {o}?",
    ],
    all: [],
    who: ["Who works at {o}?", "Which people work for {o}?"],
    noun: "the company {s} works for",
  },
  job_title: {
    now: [
      "What is {s}'s job title?",
      "What does {s} do for a living?",
      "What is {s}'s profession?",
    ],
    then: ["What was {s}'s job title on {d}?", "What did {s} work as on {d}?"],
    before: [
      "What was {s}'s job title before {o}?",
      "What was {s}'s profession before becoming {a}?",
    ],
    all: [],
    who: ["Who works as {a}?"],
    noun: undefined,
  },
  partner: {
    now: [
      "Who is {s}'s partner?",
      "Who is {s} in a relationship with?",
      "Who is {s} together with?",
    ],
    then: ["Who was {s}'s partner on {d}?", "Who was {s} together with on {d}?"],
    before: ["Who was {s}'s partner before {o}?", "Who was {s} with before {o}?"],
    all: [],
    who: [],
    noun: "{s}'s partner",
  },
  favourite_food: {
    now: [
      "What is {s}'s favourite food?",
      "Which dish does {s} like best?",
      "What food is {s}'s favourite?",
    ],
    then: ["What was {s}'s favourite food on {d}?", "Which food did {s} like best on {d}?"],
    before: [
      "What was {s}'s favourite food before {o}?",
      "Before {o}, what was {s}'s favourite dish?",
    ],
    all: [],
    who: ["Whose favourite food is {o}?"],
    noun: undefined,
  },
  manager: {
    now: ["Who is {s}'s manager?", "Who does {s} report to?", "Who is {s}'s boss?"],
    then: ["Who was {s}'s manager on {d}?", "Who did {s} report to on {d}?"],
    before: ["Who was {s}'s manager before {o}?", "Who did {s} report to before {o}?"],
    all: [],
    who: ["Who reports to {o}?", "Whose manager is {o}?"],
    noun: "{s}'s manager",
  },
  located_in: {
    now: [
      "Where is {s} located?",
      "In which city is {s} based?",
      "Where are the headquarters of {s}?",
    ],
    then: ["Where was {s} located on {d}?", "In which city was {s} based on {d}?"],
    before: ["Where was {s} located before {o}?", "Where was {s} based before moving to {o}?"],
    all: [],
    who: ["Which companies are based in {o}?"],
    noun: undefined,
  },
  is_a: {
    now: ["What kind of animal is {s}?", "What animal is {s}?"],
    then: ["What kind of animal was {s} on {d}?"],
    before: [],
    all: [],
    who: [],
    noun: undefined,
  },
  likes: {
    now: ["What does {s} like?", "What is {s} into?"],
    then: [],
    before: [],
    all: [
      "What does {s} like?",
      "Which things does {s} like?",
      "What are all the things {s} likes?",
    ],
    who: ["Who likes {o}?"],
    noun: undefined,
  },
  has_pet: {
    now: ["What is {s}'s pet called?", "Which pet does {s} have?"],
    then: [],
    before: [],
    all: ["Which pets does {s} have?", "What are {s}'s pets called?"],
    who: [],
    noun: "{s}'s pet",
  },
  alias: {
    now: ["What is {s} also known as?", "What nickname does {s} have?"],
    then: [],
    before: [],
    all: [],
    who: ["Who is also known as {o}?"],
    noun: undefined,
  },
};
