import { foldChinese } from "../../../../core/relations/relation-key.ts";
import type { DateMention } from "../../../../text/dates.ts";
import type { NameEvidence } from "../name-evidence.ts";

/** A Chinese sentence without its dates and the spaces around Latin words, with the way back. */
export interface Compact {
  /** What patterns read: simplified characters. */
  readonly text: string;
  /** For each code unit of `text`, where it stands in the sentence; one more for the end. */
  readonly offsets: readonly number[];
  /** The sentence as written. */
  readonly original: string;
}

/** A sentence to read. */
export interface ChineseSource {
  readonly source: string;
  readonly original: string;
  readonly dates: readonly DateMention[];
  readonly evidence: NameEvidence;
  /** Whether it names a day that is over. */
  readonly isPast: boolean;
  /** Epoch ms. */
  readonly saidAt: number;
}

/** Where a part of the compact text stands. */
export interface Segment {
  readonly start: number;
  readonly end: number;
}

const beforeDate = /(?:自从|直到|截至|从|自|在|于|到|是)$/;
const afterDate =
  /^(?:以来|以前|之前|以后|之后|开始|为止|至今|的时候|那年|那天|当天|时|起|初|底|末)/;

/**
 * Takes dates out of a sentence, so that 我上个月搬到了波尔图 reads like 我搬到了波尔图, and simplifies its characters.
 */
export function compact({ source, original, dates }: ChineseSource): Compact {
  const folded = foldChinese(source);
  const dropped = new Uint8Array(folded.length);
  for (const { start, end } of dates) {
    const before = beforeDate.exec(folded.slice(0, start))?.[0].length ?? 0;
    const after = afterDate.exec(folded.slice(end))?.[0].length ?? 0;
    // 生日是5月5日 keeps its verb.
    if (!/生日(?:是|在)$/.test(folded.slice(0, start))) {
      dropped.fill(1, start - before, end + after);
    }
  }
  for (const space of folded.matchAll(/\s+/g)) {
    const isInsideLatin =
      /[A-Za-z\d.]$/.test(folded.slice(0, space.index)) &&
      /^[A-Za-z\d]/.test(folded.slice(space.index + space[0].length));
    if (!isInsideLatin) {
      dropped.fill(1, space.index, space.index + space[0].length);
    }
  }
  const offsets: number[] = [];
  let text = "";
  for (let index = 0; index < folded.length; index++) {
    if (dropped[index] === 0) {
      offsets.push(index);
      text += folded.charAt(index);
    }
  }
  return { text, offsets: [...offsets, folded.length], original };
}

/** The sentence's own writing of a part of the compact text. */
export function writtenAt({ original, offsets }: Compact, start: number, end: number): string {
  const from = offsets[start];
  const last = offsets[end - 1];
  return from === undefined || last === undefined ? "" : original.slice(from, last + 1).trim();
}
