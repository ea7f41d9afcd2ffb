/** How facts are told in English. */
import type { TellingPhrases } from "./phrase-book.ts";
import type { RelationName } from "./types.ts";

/** One entry per relation. */
export const ENGLISH_TELLING: Readonly<Record<RelationName, TellingPhrases>> = {
  lives_in: {
    facts: ["{s} lives in {o}", "{s} resides in {o}", "{s}'s home is in {o}"],
    told: [
      "{s} lives in {o}.",
      "Just so you know, {s} lives in {o}.",
      "I visited {s}, who lives in {o}.",
    ],
    changed: [
      "{s} has moved from {p} to {o}.",
      "{s} left {p} and lives in {o} now.",
      "Big news: {s} moved to {o}!",
    ],
    corrected: [
      "I was wrong earlier: {s} lives in {o}, not {p}.",
      "Sorry, my mistake. {s} never lived in {p}, it was {o} all along.",
    ],
    repeated: ["As I said, {s} lives in {o}.", "{s}'s home is in {o}, remember."],
  },
  works_at: {
    facts: ["{s} works at {o}", "{s} works for {o}", "{s} is employed by {o}"],
    told: ["{s} works at {o}.", "By the way, {s} has a job at {o}.", "{s} is employed by {o}."],
    changed: [
      "{s} quit {p} and works at {o} now.",
      "{s} has moved on from {p} to {o}.",
      "{s} started at {o} this week.",
    ],
    corrected: [
      "I was wrong earlier: {s} works at {o}, not {p}.",
      "Correction: {s} never worked at {p}. It is {o}.",
    ],
    repeated: ["{s} still works at {o}, as you know.", "Did I mention that {s} works for {o}?"],
  },
  job_title: {
    facts: ["{s}'s job title is {o}", "{s} works as {a}", "{s}'s profession is {o}"],
    told: ["{s}'s job title is {o}.", "{s} works as {a}.", "For a living, {s} is {a}."],
    changed: [
      "{s} is no longer {p}: the new job title is {o}.",
      "{s} retrained and works as {a} now.",
      "{s} became {a}.",
    ],
    corrected: [
      "I was wrong earlier: {s} works as {a}, not as {p}.",
      "I mixed that up. {s} was never {p}: the job title is {o}.",
    ],
    repeated: ["Like I said, {s} works as {a}.", "{s}'s profession is {o}, remember?"],
  },
  partner: {
    facts: [
      "{s}'s partner is {o}",
      "{s} is in a relationship with {o}",
      "{s} is together with {o}",
    ],
    told: [
      "{s}'s partner is {o}.",
      "{s} brought along {o}, the new partner.",
      "{s} and {o} are a couple.",
    ],
    changed: [
      "{s} and {p} split up. {s}'s partner is {o} now.",
      "{s} is together with {o} these days.",
    ],
    corrected: [
      "I was wrong earlier: {s}'s partner is {o}, not {p}.",
      "{s} was never with {p}. The partner is {o}.",
    ],
    repeated: ["{s} and {o} are still a couple.", "As I told you, {s}'s partner is {o}."],
  },
  favourite_food: {
    facts: [
      "{s}'s favourite food is {o}",
      "{s}'s favourite dish is {o}",
      "The food {s} likes best is {o}",
    ],
    told: [
      "{s}'s favourite food is {o}.",
      "If you cook for {s}: the favourite food is {o}.",
      "{s} would eat {o} every day, it is the favourite.",
    ],
    changed: [
      "{s} has gone off {p}. The favourite food is {o} now.",
      "{s}'s new favourite food is {o}.",
    ],
    corrected: [
      "I was wrong earlier: {s}'s favourite food is {o}, not {p}.",
      "My mistake, {s} never cared for {p}. The favourite is {o}.",
    ],
    repeated: [
      "{s}'s favourite dish is {o}, as you know.",
      "We had {o} again, {s}'s favourite food.",
    ],
  },
  manager: {
    facts: ["{s}'s manager is {o}", "{s} reports to {o}", "{s}'s boss is {o}"],
    told: ["{s}'s manager is {o}.", "At work {s} reports to {o}.", "{o} is {s}'s manager."],
    changed: [
      "{s} no longer reports to {p}. The manager is {o} now.",
      "{s} has a new manager: {o}.",
    ],
    corrected: [
      "I was wrong earlier: {s}'s manager is {o}, not {p}.",
      "{s} never reported to {p}, the manager has always been {o}.",
    ],
    repeated: ["{s}'s boss is {o}, as I said.", "{s} still reports to {o}."],
  },
  located_in: {
    facts: ["{s} is located in {o}", "{s} is based in {o}", "{s} has its headquarters in {o}"],
    told: [
      "{s} is located in {o}.",
      "The offices of {s} are in {o}.",
      "{s} has its headquarters in {o}.",
    ],
    changed: [
      "{s} has moved its offices from {p} to {o}.",
      "{s} relocated and is based in {o} now.",
    ],
    corrected: [
      "I was wrong earlier: {s} is located in {o}, not {p}.",
      "{s} never had offices in {p}. It is based in {o}.",
    ],
    repeated: ["{s} is based in {o}, as mentioned.", "As you know, {s} is located in {o}."],
  },
  is_a: {
    facts: ["{s} is {a}", "{s} is a pet {o}"],
    told: ["{s} is {a}.", "In case you wonder, {s} is {a}."],
    changed: ["{s} is {a} now."],
    corrected: [
      "I was wrong earlier: {s} is {a}, not {p}.",
      "I confused the animals. {s} is {a}, it was never {p}.",
    ],
    repeated: ["{s}, as you know, is {a}.", "Remember, {s} is a pet {o}."],
  },
  likes: {
    facts: ["{s} likes {o}"],
    told: ["{s} likes {o}.", "{s} is really into {o}.", "I learned that {s} likes {o}."],
    changed: [],
    corrected: [],
    repeated: ["{s} is still so into {o}.", "Yes, {s} likes {o}, I have said that."],
  },
  has_pet: {
    facts: ["{s} has a pet called {o}"],
    told: ["{s} has a pet called {o}.", "{s} got a pet and named it {o}."],
    changed: [],
    corrected: [],
    repeated: ["{s}'s pet {o} was there too.", "You remember {o}, {s}'s pet?"],
  },
  alias: {
    facts: ["{s} is also known as {o}"],
    told: [
      "{s} is also known as {o}.",
      "Everybody calls {s} {o}.",
      "Friends call {s} by the nickname {o}.",
    ],
    changed: [],
    corrected: [],
    repeated: ["{o} is what they call {s}, as I said.", "You know, {s}, also known as {o}."],
  },
};
