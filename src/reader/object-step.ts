/** An object that may be an item, or wrap lists. */
import { OPEN_BRACKET, skipSpaceAhead, valueStructureAt } from "./characters.ts";
import { embeddedAt } from "./embedded.ts";
import { type ItemReading, readItem, readSlowly } from "./item-reader.ts";
import { readQuickly } from "./quick-value.ts";
import { MAX_WRAPPERS } from "./collect-value.ts";
import type { Frame, Reading } from "./reading.ts";

/** An object outside of a list with a name: an item, or what wraps lists. */
export function readLoose(reading: Reading, frame: Frame | undefined): void {
  const { text, context, index: start } = reading;
  const quick = readQuickly(text, start);
  context.budget.spend(quick.end - start);
  const isRepeated = quick.isWhole && context.listKeys.repeatsIn(text.slice(start, quick.end));
  if (quick.isWhole && !(isRepeated && enterWrapper(reading, undefined))) {
    reading.index = quick.end;
    reading.collect(quick.value, frame);
  }
  if (quick.isWhole) return;
  const isWrapper = opensWithList(reading) || (quick.end >= text.length && hasList(reading));
  const item = isWrapper ? undefined : readSlowly(text, start, context, { stopsAtDamage: true });
  if (item?.outcome === "whole") {
    reading.index = item.end;
    reading.collect(item.value, frame);
  } else if (!enterWrapper(reading, item)) {
    readListed(reading, frame);
  }
}

/** A part of what is cut or broken may be whole. */
function enterWrapper(reading: Reading, item: ItemReading | undefined): boolean {
  const mayHaveLists = item === undefined || item.outcome === "cut" || hasList(reading);
  if (!mayHaveLists || reading.stack.length >= MAX_WRAPPERS) return false;
  reading.cutAt = reading.index;
  reading.hasShownList = false;
  reading.push("object");
  reading.index += 1;
  return true;
}

/** Whether the object at the index opens with a list that is asked for. */
export function opensWithList({ text, index, context }: Reading): boolean {
  const found = context.listKeys.at(text, skipSpaceAhead(text, index + 1));
  if (!found) return false;
  return !context.hasKeyOf || isListAt(text, found.valueAt);
}

/** Whether a list stands at `index`, also one in a string, or the text ends before it can be told. */
export function isListAt(text: string, index: number): boolean {
  const value = skipSpaceAhead(text, index);
  if (value >= text.length || valueStructureAt(text, value) === OPEN_BRACKET) return true;
  const embedded = embeddedAt(text, value);
  return embedded !== undefined && /^\s*\[/.test(text.slice(embedded.start, embedded.start + 40));
}

function hasList(reading: Reading): boolean {
  return reading.nextList(reading.index) >= 0;
}

/** An object where an item should stand; `isOpened` if its opening brace is missing. */
export function readListed(
  reading: Reading,
  frame: Frame | undefined,
  { isOpened = false }: { readonly isOpened?: boolean } = {},
): void {
  takeListed(reading, frame, readItem(reading.text, reading.index, reading.context, { isOpened }));
}

/** The only object under a list's name, without the list's bracket: its item, or what wraps lists once more. */
export function readSole(reading: Reading, frame: Frame): void {
  const { text, context, index: start } = reading;
  const item = readItem(text, start, context);
  if (item.outcome === "whole" && reading.wrapsLists(item.value)) {
    reading.index = item.end;
    reading.collect(item.value, undefined);
  } else if (item.outcome !== "whole" && mayWrap(reading, item)) {
    reading.pop();
    reading.cutAt = start;
    reading.push("object");
    reading.index += 1;
  } else {
    takeListed(reading, frame, item);
  }
}

/** Whether the lists in an object that is not whole may be read: of a damaged one, only if it begins with one. */
function mayWrap(reading: Reading, { outcome }: ItemReading): boolean {
  const { text, context, index, stack } = reading;
  if (stack.length >= MAX_WRAPPERS) return false;
  if (outcome === "cut" && reading.nextList(index + 1) >= 0) return true;
  const found = context.listKeys.at(text, skipSpaceAhead(text, index + 1));
  return found !== undefined && isListAt(text, found.valueAt);
}

function takeListed(reading: Reading, frame: Frame | undefined, item: ItemReading): void {
  const start = reading.index;
  const shape = frame?.shape ?? reading.loose;
  if (item.outcome !== "whole") {
    reading.settle(item, start, shape, frame !== undefined);
    return;
  }
  reading.index = item.end;
  if (frame?.key === undefined && reading.key === undefined) reading.collect(item.value, frame);
  else reading.keep(item.value, frame, shape);
}
