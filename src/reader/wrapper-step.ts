/** What wraps lists: read loosely, as nothing of it is kept. */
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  OPEN_BRACE,
  OPEN_BRACKET,
  quoteAt,
  skipSpace,
  skipSpaceAhead,
  structureAt,
  valueStructureAt,
} from "./characters.ts";
import { readBareWord } from "./bare-word.ts";
import { embeddedAt } from "./embedded.ts";
import { isListAt } from "./object-step.ts";
import { MAX_WRAPPERS } from "./collect-value.ts";
import type { Frame, Reading } from "./reading.ts";
import { findStringEnd } from "./string-end.ts";

/** Reads what stands next in an object or array that wraps lists. */
export function readWrapper(reading: Reading, frame: Frame): void {
  const structure = structureAt(reading.text, reading.index);
  if (structure === CLOSE_BRACE || structure === CLOSE_BRACKET) {
    closeWrapper(reading, frame, structure);
    return;
  }
  const found = reading.context.listKeys.at(reading.text, reading.index);
  if (found && frame.kind === "object") {
    openList(reading, found.key, skipSpace(reading.text, found.valueAt));
  } else if (structure === OPEN_BRACE || structure === OPEN_BRACKET) {
    enter(reading, structure);
  } else if (quoteAt(reading.text, reading.index)) {
    readWrapperString(reading, frame);
  } else {
    reading.index += 1;
  }
}

function closeWrapper(reading: Reading, frame: Frame, structure: number): void {
  reading.index += 1;
  const isOwn = (frame.kind === "object") === (structure === CLOSE_BRACE);
  if (isOwn) reading.pop();
  else if (reading.stack.length > 1) reading.pop();
  if (reading.stack.length === 0) reading.cutAt = -1;
}

function enter(reading: Reading, structure: number): void {
  reading.index += 1;
  if (reading.stack.length < MAX_WRAPPERS) {
    reading.push(structure === OPEN_BRACE ? "object" : "array");
  }
}

function openList(reading: Reading, key: string, valueAt: number): void {
  const structure = valueStructureAt(reading.text, valueAt);
  if (isListAt(reading.text, valueAt)) reading.hasShownList = true;
  else if (reading.mayBeItem()) {
    skipField(reading, valueAt);
    return;
  }
  reading.cutAt = -1;
  if (structure === OPEN_BRACKET) {
    reading.pushList(valueAt, key);
  } else if (structure === OPEN_BRACE) {
    reading.push("list", key, undefined, "nothing");
    reading.index = valueAt;
  } else if (quoteAt(reading.text, valueAt)) {
    readListInString(reading, valueAt, key);
  } else {
    reading.index = readBareWord(reading.text, valueAt).end;
  }
}

/** A field of what may be an item: not read, as long as nothing shows that it wraps lists. */
function skipField(reading: Reading, valueAt: number): void {
  const isString = quoteAt(reading.text, valueAt) !== undefined;
  const end = isString ? findStringEnd(reading.text, valueAt, "member")?.end : valueAt;
  reading.index = end ?? reading.text.length;
}

/** A string among what wraps lists: a name, or a value, which may be JSON itself. */
function readWrapperString(reading: Reading, frame: Frame): void {
  const open = reading.index;
  if (reading.readAnswer(embeddedAt(reading.text, open), "")) return;
  const place = frame.kind === "object" ? "key" : "element";
  const name = findStringEnd(reading.text, open, place);
  reading.index = name?.end ?? reading.text.length;
  if (!name) return;
  const content = reading.text.slice(open + 1, name.contentEnd);
  const colon = skipSpaceAhead(reading.text, name.end);
  const inner = place === "key" ? content.search(/[:：]/) : -1;
  if (structureAt(reading.text, colon) === COLON) {
    frame.fieldCount += 1;
    readWrapperValue(reading, colon + 1, content);
  } else if (inner >= 0) {
    // The name's closing quote is missing.
    reading.index = open + 1 + inner + 1;
  }
}

/** A string where a list should stand: a list in a string, or one item without brackets. */
function readListInString(reading: Reading, open: number, key: string): void {
  const embedded = embeddedAt(reading.text, open);
  if (embedded) {
    reading.readEmbedded(embedded, key);
    return;
  }
  const found = findStringEnd(reading.text, open, "member");
  reading.index = found?.end ?? reading.text.length;
  if (!found) reading.cutAt = open;
  else if (!found.isDoubtful) {
    const content = reading.text.slice(open + 1, found.contentEnd);
    reading.context.collector.add(reading.context.decodeItem(content), key);
  }
}

function readWrapperValue(reading: Reading, after: number, name: string): void {
  const value = skipSpace(reading.text, after);
  reading.index = value;
  const structure = valueStructureAt(reading.text, value);
  if (structure === OPEN_BRACKET && isWrappedList(reading, name)) {
    reading.pushList(value, reading.key);
  } else if (quoteAt(reading.text, value)) {
    if (reading.readAnswer(embeddedAt(reading.text, value), name)) return;
    reading.index = findStringEnd(reading.text, value, "member")?.end ?? reading.text.length;
  }
}

/** A list in a field of a usual name that nothing stands before: `{"data": [{…}, …`. Behind a field it is part of an item. */
function isWrappedList(reading: Reading, name: string): boolean {
  const isUsual =
    /^(?:data|results?|items|output|outputs|response|answers?|records|list|values?)$/i.test(name);
  const around = reading.stack.filter((frame) => frame.kind !== "list");
  return isUsual && around.length === 1 && around[0]?.fieldCount === 1 && reading.nextList(0) < 0;
}
