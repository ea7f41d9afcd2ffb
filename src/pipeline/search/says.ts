/** Whether a text has a name in it. Pure. */
import { isCjk } from "../../text/language.ts";

/** Whether a text has a name, and not as a part of another word. */
export function says(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!isWithinWord(text, at) && !isWithinWord(text, at + name.length)) return true;
  }
  return false;
}

const WORD_CHARACTER = /[\p{L}\p{N}]/u;

/** Whether one word goes on at a place; characters without spaces between words are each one of their own. */
function isWithinWord(text: string, at: number): boolean {
  return [at - 1, at].every(
    (index) => WORD_CHARACTER.test(text.charAt(index)) && !isCjk(text.charCodeAt(index)),
  );
}
