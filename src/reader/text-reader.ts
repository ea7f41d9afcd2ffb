/**
 * Finds the lists in what a model wrote, and reads their items one after the other. Around the items it is loose: a bracket
 * too many or too few in what wraps them costs none of them.
 */
import { OPEN_BRACE, OPEN_BRACKET, skipSpace, structureAt } from "./characters.ts";
import { embeddedAt } from "./embedded.ts";
import { readList } from "./list-step.ts";
import { readLoose } from "./object-step.ts";
import { isExampleLabel, nextMark, opensArray, opensObject } from "./prose.ts";
import type { ReadContext } from "./read-context.ts";
import { Reading, type TextReading } from "./reading.ts";
import { thoughtAt } from "./thoughts.ts";
import { readWrapper } from "./wrapper-step.ts";

/** Reads a text from `start` on, into the context's collector. */
export function readText(
  text: string,
  context: ReadContext,
  {
    start = 0,
    level = 0,
    key,
  }: {
    readonly start?: number;
    readonly level?: number;
    readonly key?: string | undefined;
  } = {},
): TextReading {
  return readFrom(new Reading(text, context, { level, key }, readText), start);
}

function readFrom(reading: Reading, start: number): TextReading {
  const { budget, collector } = reading.context;
  reading.index = start;
  reading.proseStart = start;
  while (reading.index < reading.text.length) {
    if (budget.isSpent) {
      collector.leaveOut(reading.text.slice(reading.index), "too-long");
      return { isCut: reading.isOpen(), end: reading.index };
    }
    const before = reading.index;
    step(reading);
    budget.spend(reading.index - before);
  }
  for (const frame of reading.stack) reading.release(frame);
  const isCut = reading.isOpen();
  return { isCut, end: isCut && reading.cutAt >= 0 ? reading.cutAt : reading.text.length };
}

function step(reading: Reading): void {
  const frame = reading.stack.at(-1);
  if (!frame) {
    readProse(reading);
    return;
  }
  reading.index = skipSpace(reading.text, reading.index);
  if (reading.index >= reading.text.length || leaveJson(reading)) return;
  if (frame.kind === "list") readList(reading, frame);
  else readWrapper(reading, frame);
}

function readProse(reading: Reading): void {
  const text = reading.text;
  const index = nextMark(text, reading.index);
  reading.index = index;
  if (index >= text.length || skipThought(reading)) return;
  const embedded = embeddedAt(text, index);
  if (embedded) {
    begin(reading);
    reading.readEmbedded(embedded, reading.key);
    reading.proseStart = reading.index;
  } else if (opensObject(text, index)) {
    begin(reading);
    readLoose(reading, undefined);
    reading.proseStart = reading.index;
  } else if (opensArray(text, index)) {
    openArray(reading);
  } else if (isBareField(reading)) {
    begin(reading);
    reading.hasShownList = true;
    reading.push("object", undefined, undefined, "nothing");
  } else {
    reading.index += 1;
  }
}

function openArray(reading: Reading): void {
  const { listKeys } = reading.context;
  const before = listKeys.before(reading.text, reading.index);
  const label = listKeys.labelIn(reading.text.slice(reading.proseStart, reading.index));
  begin(reading);
  reading.pushList(reading.index, before ?? reading.key, label);
}

/** A list with its name, and no brace around: `"entities": [`. */
function isBareField(reading: Reading): boolean {
  const found = reading.context.listKeys.at(reading.text, reading.index);
  const structure = found ? structureAt(reading.text, found.valueAt) : 0;
  return structure === OPEN_BRACKET || structure === OPEN_BRACE;
}

/** Another answer begins, announced by the prose before it. */
function begin(reading: Reading): void {
  const prose = reading.text.slice(
    Math.max(reading.proseStart, reading.index - 200),
    reading.index,
  );
  if (reading.level > 0) return;
  // JSON Lines follow one another without a word.
  const isSilent = /^[\s,，;；]*$/.test(prose);
  reading.context.collector.begin(isSilent ? undefined : isExampleLabel(prose));
}

function skipThought(reading: Reading): boolean {
  const thought = thoughtAt(reading.text, reading.index);
  if (!thought) return false;
  if (thought.isStray) reading.context.collector.forget();
  if (thought.isOpen) reading.cutAt = reading.index;
  reading.index = thought.end;
  reading.proseStart = thought.end;
  return true;
}

/** A fence or a thought where JSON should go on: it was left open there. */
function leaveJson(reading: Reading): boolean {
  const isFence = reading.text.startsWith("```", reading.index);
  if (!isFence && !thoughtAt(reading.text, reading.index)) return false;
  reading.abandon();
  return true;
}
