/** Writes the sessions: messages, what a perfect extractor reads from them, and the order of their arrival. */
import type { Calendar } from "./calendar.ts";
import type { PhraseBook } from "./phrase-book.ts";
import { fillPhrase, hasPlace, type PhraseParts, phraseBook } from "./phrases.ts";
import { mustAt, type Random } from "./prng.ts";
import type { WordedTelling } from "./story.ts";
import type { Delivery, GoldItem, Language, WorldMessage, WorldSession } from "./types.ts";

/** What the sessions of a tenant are written from. */
export interface SessionPlan {
  readonly tenantId: string;
  readonly language: Language;
  readonly owner: string;
  readonly people: readonly string[];
  readonly calendar: Calendar;
  readonly tellings: readonly WordedTelling[];
}

/** About how many messages a session has. */
const MESSAGES_PER_SESSION = 8;
const INJECTION_PROBABILITY = 0.12;
const ACKNOWLEDGEMENT_PROBABILITY = 0.5;
const JOINT_PROBABILITY = 0.15;
/** One session in so many arrives twice. */
const DUPLICATE_EVERY = 10;

/** Writes all sessions of a tenant, in the order in which they were held. */
export function writeSessions(plan: SessionPlan, random: Random): WorldSession[] {
  return plan.calendar.dates.map((date, position) => {
    const id = `${plan.tenantId}:s${String(position).padStart(2, "0")}`;
    const told = plan.tellings.filter(({ session }) => session === position);
    const draft: Draft = { id, owner: plan.owner, messages: [], gold: [] };
    writeSession(draft, random.shuffle(told), plan, random);
    return { id, date, messages: draft.messages, gold: draft.gold };
  });
}

/**
 * The order of arrival: as held, the late ones last. Some arrive twice under one key, some again under another key,
 * the first correction among them.
 */
export function planDeliveries(
  sessions: readonly WorldSession[],
  calendar: Calendar,
  random: Random,
): Delivery[] {
  const deliver = (session: WorldSession, suffix = ""): Delivery => ({
    sessionId: session.id,
    idempotencyKey: `${session.id}${suffix}`,
  });
  const order = [...calendar.regular, ...calendar.late].map((position) =>
    mustAt(sessions, position),
  );
  const deliveries = order.map((session) => deliver(session));
  const count = Math.max(1, Math.floor(sessions.length / DUPLICATE_EVERY));
  const told = random.shuffle(sessions.filter(({ gold }) => gold.length > 0));
  for (const session of told.slice(0, count)) {
    insertAfter(deliveries, deliver(session), random);
  }
  const correction = sessions.find(({ gold }) =>
    gold.some(({ operation }) => operation === "CORRECT"),
  );
  const others = told.filter((session) => session !== correction).slice(-count);
  for (const session of correction ? [correction, ...others] : others) {
    insertAfter(deliveries, deliver(session, "#again"), random);
  }
  return deliveries;
}

interface Draft {
  readonly id: string;
  readonly owner: string;
  readonly messages: WorldMessage[];
  readonly gold: GoldItem[];
}

function insertAfter(deliveries: Delivery[], delivery: Delivery, random: Random): void {
  const at = deliveries.findIndex(({ sessionId }) => sessionId === delivery.sessionId);
  deliveries.splice(random.integer(at + 1, deliveries.length), 0, delivery);
}

function writeSession(
  draft: Draft,
  told: readonly WordedTelling[],
  plan: SessionPlan,
  random: Random,
): void {
  const book = phraseBook(plan.language);
  for (const group of groupTellings(told, random)) {
    if (random.chance(0.25)) {
      writeSmallTalk(draft, plan, random);
    }
    const content = group.map((telling) => phraseTelling(telling, book, plan, random));
    const messageId = say(draft, "user", joinContent(content, book));
    draft.gold.push(...group.map((telling) => goldItem(telling, messageId)));
    if (random.chance(ACKNOWLEDGEMENT_PROBABILITY)) {
      say(draft, "assistant", random.pick(book.acknowledgements));
    }
  }
  if (random.chance(INJECTION_PROBABILITY)) {
    say(draft, "user", random.pick(book.injections));
    say(draft, "assistant", random.pick(book.replies));
  }
  const wanted = MESSAGES_PER_SESSION + random.integer(-2, 2);
  while (draft.messages.length < wanted) {
    writeSmallTalk(draft, plan, random);
  }
}

/** Mostly one telling a message, sometimes two. */
function groupTellings(told: readonly WordedTelling[], random: Random): WordedTelling[][] {
  const groups: WordedTelling[][] = [];
  for (const telling of told) {
    const last = groups.at(-1);
    if (last?.length === 1 && random.chance(JOINT_PROBABILITY)) {
      last.push(telling);
    } else {
      groups.push([telling]);
    }
  }
  return groups;
}

function joinContent(content: readonly string[], book: PhraseBook): string {
  const [first = "", second] = content;
  return second === undefined ? first : fillPhrase(book.joint, { 1: first, 2: second });
}

function writeSmallTalk(draft: Draft, plan: SessionPlan, random: Random): void {
  const book = phraseBook(plan.language);
  say(draft, "user", fillPhrase(random.pick(book.smallTalk), { s: random.pick(plan.people) }));
  say(draft, "assistant", random.pick(book.replies));
}

function say(draft: Draft, role: "user" | "assistant", content: string): string {
  const id = `${draft.id}:m${String(draft.messages.length).padStart(2, "0")}`;
  draft.messages.push(
    role === "user" ? { id, role, content, name: draft.owner } : { id, role, content },
  );
  return id;
}

function phraseTelling(
  telling: WordedTelling,
  book: PhraseBook,
  { language }: SessionPlan,
  random: Random,
): string {
  const phrase = random.pick(phrasesFor(telling, book));
  const takesArticle = telling.relationship === "job_title" || telling.relationship === "is_a";
  const { previous } = telling;
  const parts: PhraseParts = {
    s: telling.subject.name,
    o: telling.object.name,
    a: book.withArticle(telling.object.name),
    ...(previous === undefined ? {} : { p: takesArticle ? book.withArticle(previous) : previous }),
  };
  const sentence = fillPhrase(phrase, parts);
  if (telling.validFrom === undefined) {
    return sentence;
  }
  const since = fillPhrase(random.pick(book.since), {
    d: book.formatDate(new Date(telling.validFrom)),
  });
  return language === "en" ? `${sentence} ${since}` : `${sentence}${since}`;
}

function phrasesFor(telling: WordedTelling, book: PhraseBook): readonly string[] {
  const { told, changed, corrected, repeated } = book.telling[telling.relationship];
  const phrases = { ADD: told, CHANGE: changed, CORRECT: corrected, REPEAT: repeated }[
    telling.operation
  ];
  return telling.previous === undefined
    ? phrases.filter((phrase) => !hasPlace(phrase, "p"))
    : phrases;
}

function goldItem(telling: WordedTelling, messageId: string): GoldItem {
  const { operation, factId, text, subject, relationship, object, cardinality, validFrom } =
    telling;
  return {
    operation,
    factId,
    messageId,
    text,
    subject,
    relationship,
    object,
    cardinality,
    ...(validFrom === undefined ? {} : { validFrom }),
  };
}
