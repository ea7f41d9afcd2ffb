/**
 * Reads one value that is not plain JSON, token by token, on a stack of its own. What is only written differently (quotes,
 * commas, literals, comments) is put right. What is damaged is read on as the smallest mistake would explain it, so that the
 * end of the value is found and the next one begins where it begins; the value itself is then given up.
 */
import {
  CLOSE_BRACE,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  quoteAt,
  skipSpace,
  skipSpaceAhead,
  structureAt,
} from "./characters.ts";
import type { ValueOptions, ValueReading } from "./value-reading.ts";
import { readBareWord, skipEllipsis } from "./bare-word.ts";
import { toJsonString } from "./string-content.ts";
import { isNoTuple, openingAt, openingOfCloseAt, placeIn, type ValueFrame } from "./value-frame.ts";
import { findStringEnd, isKeyAt, keyNameAt } from "./string-end.ts";

type Expected = "key" | "value" | "next";

/** Reads the value at `start`. Linear in what it reads; never recursive. */
export function readValue(text: string, start: number, options: ValueOptions): ValueReading {
  return new ValueReader(text, start, options).read();
}

class ValueReader {
  readonly #text: string;
  readonly #options: ValueOptions;
  readonly #stack: ValueFrame[] = [];
  readonly #keys: string[] = [];
  #out = "";
  #index: number;
  #expected: Expected = "value";
  #isDamaged = false;
  #depth = 0;
  /** Where the last string began, should it turn out to be a key. */
  #lastString = -1;
  #openString = -1;

  constructor(text: string, start: number, options: ValueOptions) {
    this.#text = text;
    this.#index = start;
    this.#options = options;
    if (options.isOpened) {
      this.#push(OPEN_BRACE);
      this.#isDamaged = true;
    }
  }

  read(): ValueReading {
    for (;;) {
      this.#index = skipSpace(this.#text, this.#index);
      const outcome = this.#index < this.#text.length ? this.#step() : "cut";
      if (outcome) return this.#reading(outcome);
      if (this.#isDamaged && this.#options.stopsAtDamage) return this.#reading("ended");
    }
  }

  #reading(outcome: ValueReading["outcome"]): ValueReading {
    const isKept = outcome === "whole" && !this.#isDamaged;
    return {
      outcome,
      end: Math.min(this.#index, this.#text.length),
      isDamaged: this.#isDamaged,
      json: isKept ? this.#out : "",
      keys: this.#keys,
      openString: this.#openString,
      depth: this.#depth,
    };
  }

  #step(): "whole" | "ended" | undefined {
    const structure = structureAt(this.#text, this.#index);
    const closed = openingOfCloseAt(this.#text, this.#index, this.#top());
    if (closed !== 0) return this.#close(closed);
    if (this.#expected === "key") return this.#readKey(structure);
    if (this.#expected === "value") return this.#readMember(structure);
    return this.#readNext(structure);
  }

  #top(): ValueFrame | undefined {
    return this.#stack.at(-1);
  }

  #push(bracket: number): void {
    this.#stack.push({ bracket, count: 0, hasComma: false, hasObjects: false });
    this.#depth = Math.max(this.#depth, this.#stack.length);
    this.#out += bracket === OPEN_BRACE ? "{" : "[";
    this.#expected = bracket === OPEN_BRACE ? "key" : "value";
  }

  /** A value is over. */
  #finish(): "whole" | undefined {
    this.#expected = "next";
    return this.#stack.length === 0 ? "whole" : undefined;
  }

  /** Before each value of an array, and each key of an object. */
  #separate(): void {
    const top = this.#top();
    if (!top) return;
    if (top.count > 0) this.#out += ",";
    top.count += 1;
  }

  #close(bracket: number): "whole" | "ended" | undefined {
    const top = this.#top();
    if (top?.bracket !== bracket) return this.#closeWrong(bracket);
    // "a": } is a value that never came.
    if (bracket === OPEN_BRACE && this.#expected === "value") this.#isDamaged = true;
    if (isNoTuple(top)) this.#isDamaged = true;
    this.#stack.pop();
    this.#out += bracket === OPEN_BRACE ? "}" : "]";
    this.#index += 1;
    return this.#finish();
  }

  /** A bracket that closes what is further out, or nothing at all. */
  #closeWrong(bracket: number): "ended" | undefined {
    this.#isDamaged = true;
    const isInside = this.#stack.some((frame) => frame.bracket === bracket);
    if (isInside) {
      while (this.#top()?.bracket !== bracket) this.#stack.pop();
      return undefined;
    }
    if (bracket === OPEN_BRACE || !this.#isStrayBracket()) return "ended";
    this.#index += 1;
    this.#expected = "next";
    return undefined;
  }

  /** Whether the object goes on after this `]`, as it does when the `[` is what is missing. */
  #isStrayBracket(): boolean {
    let next = skipSpaceAhead(this.#text, this.#index + 1);
    const isClosing = structureAt(this.#text, next) === CLOSE_BRACE;
    if (isClosing) next = skipSpaceAhead(this.#text, next + 1);
    if (structureAt(this.#text, next) !== COMMA) return false;
    next = skipSpaceAhead(this.#text, next + 1);
    if (isClosing) return structureAt(this.#text, next) === OPEN_BRACE;
    return isKeyAt(this.#text, next) && !this.#options.isListKey(keyNameAt(this.#text, next));
  }

  #readKey(structure: number): "ended" | undefined {
    if (structure === COMMA) {
      this.#index += 1;
      return undefined;
    }
    if (structure === OPEN_BRACE || structure === OPEN_BRACKET) return this.#leaveObject();
    if (structure === COLON) {
      this.#isDamaged = true;
      this.#index += 1;
      return undefined;
    }
    if (quoteAt(this.#text, this.#index)) this.#readQuotedKey();
    else this.#readBareKey();
    return undefined;
  }

  /** An object inside an object, without a key: the outer one was not closed. */
  #leaveObject(): "ended" | undefined {
    this.#isDamaged = true;
    while (this.#top()?.bracket === OPEN_BRACE) this.#stack.pop();
    this.#expected = "value";
    return this.#stack.length === 0 ? "ended" : undefined;
  }

  #readQuotedKey(): void {
    const open = this.#index;
    const found = findStringEnd(this.#text, open, "key");
    if (!found) {
      this.#openString = open;
      this.#index = this.#text.length;
      return;
    }
    const content = this.#text.slice(open + 1, found.contentEnd);
    const colon = skipSpaceAhead(this.#text, found.end);
    // A name between “ and ” with another “ in it has lost its own ”.
    const hasOpening = quoteAt(this.#text, open)?.nests === true && content.includes("“");
    const isSwallowed = hasOpening && /[:：]/.test(content);
    const isOver = structureAt(this.#text, colon) === COLON || colon >= this.#text.length;
    if (isOver && !isSwallowed) {
      this.#takeKey(content, Math.min(colon + 1, this.#text.length));
      return;
    }
    this.#isDamaged = true;
    const inner = content.search(/[:：]/);
    this.#takeKey(inner >= 0 ? content.slice(0, inner) : content, colon);
    // "name: "Ana" lost the quote behind the name; otherwise it is the colon.
    this.#index = inner >= 0 ? open + 1 + inner + 1 : colon;
    const structure = structureAt(this.#text, this.#index);
    if (structure === COMMA) this.#expected = "next";
  }

  #readBareKey(): void {
    const key = /[\p{L}\p{N}_$][\p{L}\p{N}_$.-]*/uy;
    key.lastIndex = this.#index;
    const name = key.exec(this.#text)?.[0] ?? "";
    let end = this.#index + name.length;
    if (name !== "" && quoteAt(this.#text, end)) {
      this.#isDamaged = true;
      end += 1;
    }
    const colon = skipSpaceAhead(this.#text, end);
    if (name !== "" && colon >= this.#text.length) {
      this.#index = colon;
    } else if (name !== "" && structureAt(this.#text, colon) === COLON) {
      this.#takeKey(name, colon + 1);
    } else {
      this.#isDamaged = true;
      this.#index = Math.max(end, this.#index + 1);
    }
  }

  #takeKey(content: string, next: number): void {
    this.#separate();
    this.#out += `${toJsonString(content)}:`;
    if (this.#stack.length === 1) this.#keys.push(content);
    this.#index = next;
    this.#expected = "value";
  }

  #readMember(structure: number): "whole" | "ended" | undefined {
    if (structure === COMMA || structure === COLON) {
      this.#skipMember(structure);
      return undefined;
    }
    const top = this.#top();
    if (top?.bracket !== OPEN_BRACE) {
      const dotsEnd = skipEllipsis(this.#text, this.#index);
      if (dotsEnd > this.#index) {
        this.#index = dotsEnd;
        return undefined;
      }
      this.#separate();
    }
    const opening = openingAt(this.#text, this.#index);
    if (opening !== 0) {
      if (top && opening === OPEN_BRACE) top.hasObjects = true;
      this.#push(opening);
      this.#index += 1;
      return undefined;
    }
    return quoteAt(this.#text, this.#index) ? this.#readString() : this.#readWord();
  }

  /** A comma or a colon where a value should be. */
  #skipMember(structure: number): void {
    const isObject = this.#top()?.bracket === OPEN_BRACE;
    if (isObject || structure === COLON) this.#isDamaged = true;
    if (isObject && structure === COMMA) this.#expected = "key";
    this.#index += 1;
  }

  #readString(): "whole" | undefined {
    const open = this.#index;
    const found = findStringEnd(this.#text, open, placeIn(this.#top()), this.#options.closing);
    if (!found) {
      this.#openString = open;
      this.#index = this.#text.length;
      return undefined;
    }
    if (found.isDoubtful) this.#isDamaged = true;
    if (!this.#isDamaged) {
      this.#out += toJsonString(this.#text.slice(open + 1, found.contentEnd));
    }
    this.#lastString = open;
    this.#index = found.end;
    return this.#finish();
  }

  #readWord(): "whole" | undefined {
    const word = readBareWord(this.#text, this.#index, placeIn(this.#top()));
    if (word.isDamaged) this.#isDamaged = true;
    this.#out += word.json;
    this.#index = word.end;
    // A word that the text ends in may go on.
    return word.end < this.#text.length ? this.#finish() : undefined;
  }

  #readNext(structure: number): "ended" | undefined {
    const top = this.#top();
    const isObject = top?.bracket === OPEN_BRACE;
    if (structure === COMMA) {
      if (top) top.hasComma = true;
      this.#index += 1;
      this.#expected = isObject ? "key" : "value";
    } else if (structure === COLON) {
      return this.#readLateColon(isObject);
    } else if (structure === OPEN_BRACE || structure === OPEN_BRACKET) {
      if (isObject) return this.#leaveObject();
      this.#expected = "value";
    } else if (isObject) {
      this.#readWithoutComma();
    } else if (quoteAt(this.#text, this.#index)) {
      // Two strings in a row, or one that was cut in two.
      this.#isDamaged ||= !this.#text.slice(this.#lastString, this.#index).includes("\n");
      this.#expected = "value";
    } else {
      this.#isDamaged = true;
      this.#index += 1;
    }
    return undefined;
  }

  #readWithoutComma(): void {
    if (isKeyAt(this.#text, this.#index)) {
      this.#expected = "key";
      return;
    }
    this.#isDamaged = true;
    const isQuote = quoteAt(this.#text, this.#index) !== undefined;
    const structure = structureAt(this.#text, skipSpaceAhead(this.#text, this.#index + 1));
    const isStray = structure === COMMA || structure === CLOSE_BRACE || !isQuote;
    if (isStray) this.#index += 1;
    else this.#expected = "key";
  }

  /** What was read as a value is a key: a bracket before it is missing. */
  #readLateColon(isObject: boolean): "ended" | undefined {
    this.#isDamaged = true;
    this.#index += 1;
    const top = this.#top();
    if (!isObject && !top?.hasObjects) {
      // ["a", "b", "type": "x"}: the array was not closed.
      this.#stack.pop();
      if (this.#stack.length === 0) {
        this.#index = this.#lastString;
        return "ended";
      }
      if (this.#top()?.bracket === OPEN_BRACE) {
        this.#expected = "value";
        return undefined;
      }
    }
    if (top) top.hasObjects = true;
    this.#push(OPEN_BRACE);
    this.#expected = "value";
    return undefined;
  }
}
