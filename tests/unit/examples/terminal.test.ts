import { describe, expect, test } from "vitest";
import {
  alignRows,
  createPrinter,
  displayWidth,
  padToWidth,
  shouldUseColours,
  toPlainLine,
  wrapText,
} from "../../../examples/terminal.ts";
import { RecordingStream } from "./recording-stream.ts";

const ESCAPE = "\u001B";

describe("displayWidth()", () => {
  test.each([
    ["", 0],
    ["Nita", 4],
    ["Inês", 4],
    ["Ine\u0302s", 4],
    ["波尔图", 6],
    ["住在 Porto", 10],
    ["。", 2],
    ["ｆｕｌｌ", 8],
    ["한국", 4],
    ["かな", 4],
    ["🐟", 2],
    ["👩‍💻", 2],
    ["→", 1],
    ["—", 1],
    ["a\u200Bb", 2],
  ])("of %j is %i", (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe("toPlainLine()", () => {
  test("takes out escape sequences and control characters", () => {
    expect(toPlainLine(`${ESCAPE}[31mred${ESCAPE}[0m\u0007 \u0000bell`)).toBe("red bell");
  });

  test("makes one line of several", () => {
    expect(toPlainLine("  one\r\n\ttwo\n\nthree ")).toBe("one two three");
  });
});

describe("padToWidth()", () => {
  test("counts columns, not characters", () => {
    expect(padToWidth("波尔图", 8)).toBe("波尔图  ");
    expect(padToWidth("too long", 3)).toBe("too long");
  });
});

describe("wrapText()", () => {
  test("breaks at spaces", () => {
    expect(wrapText("one two three four", 9)).toEqual(["one two", "three", "four"]);
  });

  test("gives one empty line for an empty text", () => {
    expect(wrapText("", 10)).toEqual([""]);
  });

  test("breaks between Chinese characters by their double width", () => {
    expect(wrapText("我上周三去了杜罗河谷", 8)).toEqual(["我上周三", "去了杜罗", "河谷"]);
  });

  test("never begins a line with closing punctuation", () => {
    expect(wrapText("我住在澳门。", 10)).toEqual(["我住在澳门。"]);
  });

  test("keeps a Latin word whole inside Chinese", () => {
    expect(wrapText("我在Saltline工作", 10)).toEqual(["我在", "Saltline工", "作"]);
  });

  test("cuts a word that is wider than a line", () => {
    expect(wrapText("abcdefghij", 4)).toEqual(["abcd", "efgh", "ij"]);
  });

  test("makes no line wider than the width but by one punctuation mark", () => {
    const text =
      "张伟民是张伟的老师，他们的名字只差一个字。 Ana Silva works at Feedzai, and so on. ".repeat(
        9,
      );
    for (let width = 4; width < 40; width += 1) {
      for (const line of wrapText(text, width)) {
        expect(displayWidth(line)).toBeLessThanOrEqual(width + 2);
      }
    }
  });

  test("loses nothing but spaces", () => {
    const text = "Porto is also known as 波尔图, and Macau as 澳门。";
    for (let width = 2; width < 40; width += 1) {
      expect(wrapText(text, width).join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    }
  });
});

describe("alignRows()", () => {
  test("aligns columns by display width", () => {
    expect(
      alignRows(
        [
          ["波尔图", "city"],
          ["Macau", "city, too"],
        ],
        40,
      ),
    ).toEqual(["波尔图  city", "Macau   city, too"]);
  });

  test("wraps the last column in its own column", () => {
    expect(alignRows([["a", "one two three four five six seven"]], 23)).toEqual([
      "a  one two three four",
      "   five six seven",
    ]);
  });

  test("starts a new line after a cell wider than its share", () => {
    const rows = [["a cell that is much too wide", "text"]];
    expect(alignRows(rows, 40)).toEqual(["a cell that is much too wide", `${" ".repeat(18)}text`]);
  });

  test.each([13, 14, 15, 16, 17])("keeps a cell of %i columns apart from the next one", (width) => {
    // At 40 columns no cell but the last may take more than 16.
    const wide = "x".repeat(width);
    const lines = alignRows(
      [
        ["short", "text"],
        [wide, "text"],
        [wide, wide, "text"],
      ],
      40,
    );
    expect(lines.join("\n")).not.toMatch(/x(?:text| text)|x{18}/);
    expect(lines.filter((line) => line.trimEnd().endsWith("text"))).toHaveLength(3);
  });

  test("takes no rows and rows of one cell", () => {
    expect(alignRows([], 40)).toEqual([]);
    expect(alignRows([["alone"]], 40)).toEqual(["alone"]);
  });
});

describe("shouldUseColours()", () => {
  test.each([
    ["a terminal", true, {}, true],
    ["a pipe", false, {}, false],
    ["a terminal with NO_COLOR", true, { NO_COLOR: "1" }, false],
    ["a terminal with an empty NO_COLOR", true, { NO_COLOR: "" }, true],
    ["a dumb terminal", true, { TERM: "dumb" }, false],
  ])("on %s", (_, isTTY, environment, expected) => {
    expect(shouldUseColours(new RecordingStream({ isTTY }), environment)).toBe(expected);
  });
});

describe("createPrinter()", () => {
  test("prints no escape sequence where it is not a terminal", () => {
    const stream = new RecordingStream();
    const printer = createPrinter(stream);
    printer.heading("Facts");
    printer.text("one", { style: "dim" });
    printer.rows([["a", "b"]]);
    printer.blank();
    expect(stream.output).toBe("\nFacts\n  one\n  a  b\n\n");
  });

  test("colours headings on a terminal, unless NO_COLOR is set", () => {
    const coloured = new RecordingStream({ isTTY: true });
    createPrinter(coloured).heading("Facts");
    expect(coloured.output).toBe(`\n${ESCAPE}[1mFacts${ESCAPE}[22m\n`);

    const plain = new RecordingStream({ isTTY: true });
    createPrinter(plain, { NO_COLOR: "1" }).heading("Facts");
    expect(plain.output).toBe("\nFacts\n");
  });

  test("wraps to the stream's width, and to 100 columns at most", () => {
    const narrow = new RecordingStream({ columns: 40 });
    createPrinter(narrow).text("word ".repeat(60));
    const wide = new RecordingStream({ columns: 300 });
    createPrinter(wide).text("word ".repeat(60));
    expect(Math.max(...narrow.lines.map(displayWidth))).toBeLessThanOrEqual(40);
    expect(Math.max(...wide.lines.map(displayWidth))).toBeLessThanOrEqual(100);
    expect(Math.max(...wide.lines.map(displayWidth))).toBeGreaterThan(90);
  });

  test("lets no text of a conversation steer the terminal", () => {
    const stream = new RecordingStream({ isTTY: true });
    createPrinter(stream).rows([[`${ESCAPE}[2Jcleared`, `${ESCAPE}]0;title\u0007text`]]);
    expect(stream.output).toBe("  cleared  text\n");
  });
});
