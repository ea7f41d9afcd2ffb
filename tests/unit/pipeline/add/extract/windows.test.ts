import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  halvesOf,
  PIECE_CHARACTERS,
  WINDOW_CHARACTERS,
  type Window,
  windowsOf,
} from "../../../../../src/pipeline/add/extract/windows.ts";
import { markRecalled } from "../../../../../src/text/recalled.ts";
import type { EpisodeMessage } from "../../../../../src/pipeline/add/stated.ts";

function message(content: string, role = "user"): EpisodeMessage {
  return { role, content, name: null, ref: null, at: 0, metadata: {} };
}

function messages(count: number): EpisodeMessage[] {
  return Array.from({ length: count }, (_, index) => message(`Message ${index}.`));
}

function sizes(windows: readonly Window[]): number[] {
  return windows.map(({ passages }) => passages.length);
}

describe("windowsOf()", () => {
  test.each([
    [1, [1]],
    [10, [10]],
    [14, [14]],
    [15, [8, 7]],
    [20, [10, 10]],
    [31, [11, 11, 9]],
  ])("shares %i messages out evenly", (count, expected) => {
    expect(sizes(windowsOf(messages(count)))).toEqual(expected);
  });

  test("are so many of the longest adds, and no more", () => {
    expect(windowsOf(messages(2_000))).toHaveLength(200);
    for (const words of [
      "word ".repeat(200_000),
      "x".repeat(1_000_000),
      "A line.\n".repeat(125_000),
    ]) {
      const long = [1, 2, 3, 4].map(() => message(words));
      expect(windowsOf(long).length).toBeLessThanOrEqual(667);
    }
    const oneWord = message("x".repeat(WINDOW_CHARACTERS / 2 + 1));
    expect(windowsOf(Array.from({ length: 600 }, () => oneWord)).length).toBeLessThanOrEqual(667);
  });

  test("shows what came before, of this conversation and of an earlier one", () => {
    const [first, second] = windowsOf(messages(15), [message("Long ago."), message("Before.")]);
    expect(first?.context.map(({ content }) => content)).toEqual(["Long ago.", "Before."]);
    expect(second?.context.map(({ content }) => content)).toEqual(["Message 6.", "Message 7."]);
  });

  test("leaves out what nobody said: instructions, what tools gave back, and blanks", () => {
    const windows = windowsOf([
      message("Be brief.", "system"),
      message("{}", "tool"),
      message("  \n"),
      message("I live in Lisbon."),
    ]);
    expect(windows.map(({ passages }) => passages)).toEqual([
      [{ index: 3, content: "I live in Lisbon." }],
    ]);
    expect(windowsOf([message("Be brief.", "system")])).toEqual([]);
  });

  test("leaves out what is marked as recalled from memory, in what came before too", () => {
    const recalled = markRecalled("- I live in Lisbon.");
    const windows = windowsOf(
      [message(recalled), message(`I love jazz.\n${recalled}`)],
      [message(recalled), message(`${recalled}Before.`)],
    );
    expect(windows).toEqual([
      {
        passages: [{ index: 1, content: "I love jazz.\n\n" }],
        context: [{ ...message("\nBefore.") }],
      },
    ]);
    expect(windowsOf([message(recalled)])).toEqual([]);
  });

  test("cuts a long message at a paragraph, else at a sentence", () => {
    const sentence = "I like the sea and the long walk to it. ";
    const paragraph = `${sentence.repeat(100)}\n\n`;
    const [first] = windowsOf([message(paragraph.repeat(2))]);
    expect(first?.passages.map(({ content }) => content)).toEqual([paragraph, paragraph]);
    for (const { content } of windowsOf([message(sentence.repeat(400))])[0]?.passages ?? []) {
      expect(content.trim()).toMatch(/^I like.*it\.$/su);
    }
  });

  test("puts every character of what is read into exactly one passage, in order, within bounds", () => {
    const content = fc.oneof(
      fc.string({ unit: "binary" }).map((text) => text.toWellFormed()),
      fc
        .tuple(fc.constantFrom("a b ", "我住在里斯本。", "😀", "x"), fc.nat(9_000))
        .map(([unit, count]) => unit.repeat(Math.ceil(count / unit.length))),
    );
    fc.assert(
      fc.property(fc.array(content, { maxLength: 40 }), (contents) => {
        const windows = windowsOf(contents.map((one) => message(one)));
        const passages = windows.flatMap((window) => [...window.passages]);
        for (const [index, whole] of contents.entries()) {
          const parts = passages.filter((passage) => passage.index === index);
          const isRead = whole.trim() !== "";
          expect(parts.map((part) => part.content).join("")).toBe(isRead ? whole : "");
        }
        expect(passages.map(({ index }) => index)).toEqual(
          passages.map(({ index }) => index).toSorted((a, b) => a - b),
        );
        for (const { passages: own } of windows) {
          const length = own.reduce((sum, { content: part }) => sum + part.length, 0);
          expect(length).toBeLessThanOrEqual(WINDOW_CHARACTERS);
          expect(own.length).toBeLessThanOrEqual(15);
          for (const { content: part } of own) {
            expect(part.length).toBeLessThanOrEqual(PIECE_CHARACTERS);
            expect(part.isWellFormed()).toBe(true);
          }
        }
      }),
    );
  });
});

describe("halvesOf()", () => {
  test("halves a window, and shows the second what the first said", () => {
    const list = messages(5);
    const [window] = windowsOf(list, [message("Before.")]);
    const halves = window && halvesOf(window, list);
    expect(sizes(halves ?? [])).toEqual([3, 2]);
    expect(halves?.[0].context.map(({ content }) => content)).toEqual(["Before."]);
    expect(halves?.[1].context.map(({ content }) => content)).toEqual(["Message 1.", "Message 2."]);
  });

  test("cannot halve a single passage", () => {
    const list = messages(1);
    const [window] = windowsOf(list);
    expect(window && halvesOf(window, list)).toBeUndefined();
  });
});
