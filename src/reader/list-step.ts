/** A list: one item after the other. */
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  closesTuple,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  quoteAt,
  skipSpaceAhead,
  structureAt,
  valueStructureAt,
} from "./characters.ts";
import { readBareWord, skipEllipsis } from "./bare-word.ts";
import { isObject, MAX_WRAPPERS } from "./collect-value.ts";
import { readItem } from "./item-reader.ts";
import { opensWithList, readListed, readLoose, readSole } from "./object-step.ts";
import type { Frame, Reading } from "./reading.ts";
import { findStringEnd, type ValuePlace } from "./string-end.ts";

/** Reads what stands next in a list: an item, the end of the list, or what does not belong there. */
export function readList(reading: Reading, frame: Frame): void {
  const structure = valueStructureAt(reading.text, reading.index);
  if (structure === CLOSE_BRACKET || isTupleClosed(reading, frame)) {
    reading.index += 1;
    reading.pop();
  } else if (structure === CLOSE_BRACE) {
    leaveList(reading, frame);
  } else if (structure === OPEN_BRACE) {
    readObject(reading, frame);
  } else if (structure === OPEN_BRACKET) {
    readArray(reading, frame);
  } else if (structure === COMMA) {
    reading.index += 1;
  } else {
    readUnbracketed(reading, frame);
  }
  if (frame.opener === "nothing") closeBracketless(reading, frame);
}

function isTupleClosed({ text, index }: Reading, { opener }: Frame): boolean {
  return opener === "parenthesis" && closesTuple(text, index);
}

function placeIn({ opener }: Frame): ValuePlace {
  return opener === "parenthesis" ? "tuple" : "element";
}

/** A string, a word, or the field of an object whose brace is missing. */
function readUnbracketed(reading: Reading, frame: Frame): void {
  if (!isFieldAt(reading, reading.index)) {
    if (quoteAt(reading.text, reading.index)) readListString(reading, frame);
    else readListWord(reading, frame);
  } else if (reading.context.listKeys.at(reading.text, reading.index)) {
    // The next list begins, and this one was not closed.
    reading.pop();
    reading.hasShownList = true;
    if (reading.stack.length === 0) reading.push("object");
  } else {
    readListed(reading, frame, { isOpened: true });
  }
}

/** Whether a name and a colon stand here, where an item should. */
function isFieldAt(reading: Reading, index: number): boolean {
  if (reading.context.listKeys.at(reading.text, index)) return true;
  const quoted = findStringEnd(reading.text, index, "key");
  if (quoted) return structureAt(reading.text, skipSpaceAhead(reading.text, quoted.end)) === COLON;
  const bare = /[\p{L}_$][\p{L}\p{N}_$-]{0,63}["'”’]?\s*[:：]/uy;
  bare.lastIndex = index;
  return bare.test(reading.text);
}

/** A closing brace that no item opened: the end of what is around the list, or one too many. */
function leaveList(reading: Reading, frame: Frame): void {
  const next = skipSpaceAhead(reading.text, reading.index + 1);
  const isComma = structureAt(reading.text, next) === COMMA;
  const after = isComma ? skipSpaceAhead(reading.text, next + 1) : next;
  const goesOn = isComma && structureAt(reading.text, after) === OPEN_BRACE;
  if (goesOn || reading.stack.length === 1) {
    frame.shape.suspect([]);
    reading.index += 1;
  } else {
    reading.pop();
  }
}

function readObject(reading: Reading, frame: Frame): void {
  if (frame.shape.isSuspicious && opensWithList(reading)) {
    // The model broke off, and began its answer anew.
    reading.abandon();
  } else if (frame.key === undefined && reading.key === undefined) {
    readLoose(reading, frame);
  } else if (frame.opener === "nothing") {
    readSole(reading, frame);
  } else {
    readListed(reading, frame);
  }
}

function readArray(reading: Reading, frame: Frame): void {
  const item = readItem(reading.text, reading.index, reading.context);
  if (item.outcome === "whole" && frame.key !== undefined) {
    reading.index = item.end;
    reading.keep(item.value, frame, frame.shape);
  } else if (item.outcome === "whole" && isObject(item.value)) {
    reading.index = item.end;
    collectArray(reading, Object.values(item.value), item.value, frame);
  } else if (frame.key === undefined && wrapsMore(reading)) {
    reading.pushList(reading.index, frame.key, frame.label);
  } else {
    reading.settle(item, reading.index, frame.shape, true);
  }
}

/** Whether the array that opens here has brackets in it, and is no item of texts and numbers. */
function wrapsMore({ text, index, stack }: Reading): boolean {
  const first = skipSpaceAhead(text, index + 1);
  const structure = valueStructureAt(text, first);
  const isBracket = structure === OPEN_BRACE || structure === OPEN_BRACKET;
  return (isBracket || first >= text.length) && stack.length < MAX_WRAPPERS;
}

function collectArray(
  reading: Reading,
  values: readonly unknown[],
  whole: unknown,
  frame: Frame,
): void {
  if (!values.some((value) => isObject(value))) reading.add(whole, frame);
  else for (const value of values) reading.collect(value, frame);
}

function readListString(reading: Reading, frame: Frame): void {
  const open = reading.index;
  const triple = tripleAt(reading.text, open);
  if (triple !== "") {
    readTripleString(reading, frame, triple);
    return;
  }
  const string = findStringEnd(reading.text, open, placeIn(frame));
  if (!string) {
    reading.cutAt = open;
    reading.index = reading.text.length;
    return;
  }
  reading.index = string.end;
  const content = reading.text.slice(open + 1, string.contentEnd);
  const isUnsure = string.isDoubtful || (frame.shape.isSuspicious && string.hasBareQuotes);
  if (isUnsure || !frame.shape.fits(content)) {
    frame.shape.suspect([]);
    reading.context.collector.leaveOut(content, "broken");
    return;
  }
  addText(reading, frame, content);
}

/** The three quotes at `index`, or what may be two of them where the text was cut; else nothing. */
function tripleAt(text: string, index: number): string {
  const found = text.slice(index, index + 3);
  const isCut = found.length === 2;
  const triples = [`"""`, "'''"];
  return triples.find((triple) => found === triple || (isCut && triple.startsWith(found))) ?? "";
}

/** A text between three quotes, as Python has them: nothing but these three close it. */
function readTripleString(reading: Reading, frame: Frame, triple: string): void {
  const start = reading.index + triple.length;
  const end = reading.text.indexOf(triple, start);
  if (end < 0) {
    reading.cutAt = reading.index;
    reading.index = reading.text.length;
    return;
  }
  reading.index = end + triple.length;
  const content = reading.text.slice(start, end);
  if (frame.shape.fits(content)) addText(reading, frame, content);
  else reading.context.collector.leaveOut(content, "broken");
}

function addText(reading: Reading, frame: Frame, content: string): void {
  const item = reading.context.decodeItem(content);
  if (frame.key === undefined && reading.key === undefined) frame.strings.push(item);
  else reading.add(item, frame);
}

/** A number, a literal, dots for what was not written, or what is no item. */
function readListWord(reading: Reading, frame: Frame): void {
  const dotsEnd = skipEllipsis(reading.text, reading.index);
  if (dotsEnd > reading.index) {
    reading.index = dotsEnd;
    return;
  }
  const word = readBareWord(reading.text, reading.index, placeIn(frame));
  const isOver = word.end < reading.text.length;
  const start = reading.index;
  reading.index = Math.max(word.end, start + 1);
  if (!isOver) reading.cutAt = start;
  if (!isOver) return;
  const written = reading.text.slice(start, reading.index).trim();
  if (word.isDamaged || word.isWords) {
    if (/[\p{L}\p{N}]/u.test(written)) reading.context.collector.leaveOut(written, "broken");
    return;
  }
  const value = frame.key === undefined ? undefined : reading.context.readScalar(word.json);
  if (value) reading.keep(value.value, frame, frame.shape);
}

/** A list without brackets ends with its first item, unless a comma and another follow. */
function closeBracketless(reading: Reading, frame: Frame): void {
  if (reading.stack.at(-1) !== frame) return;
  const next = skipSpaceAhead(reading.text, reading.index);
  if (next >= reading.text.length) return;
  const structure = structureAt(reading.text, next);
  const after = structure === COMMA ? skipSpaceAhead(reading.text, next + 1) : next;
  const goesOn = structureAt(reading.text, after) === OPEN_BRACE || structure === CLOSE_BRACKET;
  if (!goesOn) reading.pop();
}
