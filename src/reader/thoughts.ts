/** Text in which a model thinks aloud: what stands there is a draft, never the answer. */

const NAMES =
  "think|thinking|thought|thoughts|reasoning|reflection|scratchpad|analysis|inner_monologue";
const OPEN = String.raw`<(?:${NAMES})(?:\s[^<>]{0,200})?>|\[THINK\]|◁think▷|<\|channel\|>analysis<\|message\|>`;
const CLOSE = String.raw`</(?:${NAMES})\s*>|\[/THINK\]|◁/think▷|<\|end\|>|<\|channel\|>final<\|message\|>`;

/** What a tag begins with. */
const FIRST: ReadonlySet<number> = new Set(Array.from("<[◁", (one) => one.charCodeAt(0)));
const OPEN_AT = new RegExp(OPEN, "iy");
const CLOSE_AT = new RegExp(CLOSE, "iy");
const NEXT_CLOSE = new RegExp(CLOSE, "gi");
const NEXT_TAG = new RegExp(`${OPEN}|(?<close>${CLOSE})`, "gi");
/** Around a tag that stands by itself, and not in the middle of a string. */
const BEFORE_TAG = /(?:^|[\n\r])[ \t]*$/;
const AFTER_TAG = /^[ \t]*(?:$|[\n\r]|[{[`<｛［])/;
/** How much white space around a tag is looked over, in characters: more than any indentation of one. */
const MAX_BLANK = 40;

/** What a tag at some place does. */
export interface ThoughtTag {
  /** Behind the thought, or behind the tag that closes it; the length of the text if it is not closed. */
  readonly end: number;
  /** Whether it closes a thought that was never opened: what came before was thought. */
  readonly isStray: boolean;
  /** Whether the text ends inside of it. */
  readonly isOpen: boolean;
}

/** Reads the tag that stands at `index`, if one does. */
export function thoughtAt(text: string, index: number): ThoughtTag | undefined {
  if (!FIRST.has(text.charCodeAt(index))) return undefined;
  CLOSE_AT.lastIndex = index;
  if (CLOSE_AT.test(text)) return { end: CLOSE_AT.lastIndex, isStray: true, isOpen: false };
  OPEN_AT.lastIndex = index;
  if (!OPEN_AT.test(text)) return undefined;
  NEXT_CLOSE.lastIndex = OPEN_AT.lastIndex;
  const isClosed = NEXT_CLOSE.test(text);
  return { end: isClosed ? NEXT_CLOSE.lastIndex : text.length, isStray: false, isOpen: !isClosed };
}

/**
 * Where the answer begins, if the text opens with a thought whose opening tag stood in the prompt, and which may hold any
 * draft; else 0.
 */
export function skipUnopenedThought(text: string): number {
  NEXT_TAG.lastIndex = 0;
  const first = NEXT_TAG.exec(text);
  if (first?.groups?.["close"] === undefined) return 0;
  const end = first.index + first[0].length;
  const standsAlone =
    BEFORE_TAG.test(text.slice(Math.max(0, first.index - MAX_BLANK), first.index)) ||
    AFTER_TAG.test(text.slice(end, end + MAX_BLANK));
  return standsAlone ? end : 0;
}
