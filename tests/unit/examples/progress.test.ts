import { describe, expect, test } from "vitest";
import { createProgress } from "../../../examples/progress.ts";
import { RecordingStream } from "./recording-stream.ts";

describe("createProgress() where it is not a terminal", () => {
  test("prints a line at every 10 %", () => {
    const stream = new RecordingStream();
    const progress = createProgress(200, stream, { unit: "messages" });
    for (let index = 0; index < 200; index += 1) {
      progress.advance();
    }
    progress.finish();
    expect(stream.lines.slice(0, -1)).toHaveLength(10);
    expect(stream.lines[0]).toBe("   10 %  20 of 200 messages");
    expect(stream.lines[9]).toBe("  100 %  200 of 200 messages");
    expect(stream.output).not.toContain("\r");
  });

  test("prints one line for a step over several tenths", () => {
    const stream = new RecordingStream();
    const progress = createProgress(10, stream);
    progress.advance(7);
    progress.advance(3);
    expect(stream.lines).toEqual(["   70 %  7 of 10 done", "  100 %  10 of 10 done", ""]);
  });

  test("never passes the total, and says nothing once finished", () => {
    const stream = new RecordingStream();
    const progress = createProgress(3, stream);
    progress.advance(5);
    progress.finish();
    progress.finish();
    progress.advance();
    expect(stream.output).toBe("  100 %  3 of 3 done\n");
  });

  test("counts nothing to do as done", () => {
    const stream = new RecordingStream();
    createProgress(0, stream).advance(0);
    expect(stream.output).toBe("  100 %  0 of 0 done\n");
  });
});

describe("skip()", () => {
  test.each([false, true])("shows nothing where all was done before (terminal: %s)", (isTTY) => {
    const stream = new RecordingStream({ isTTY });
    const progress = createProgress(30, stream);
    progress.skip(10);
    progress.skip(20);
    progress.finish();
    expect(stream.output).toBe("");
  });

  test("leaves out of the total what was done before", () => {
    const stream = new RecordingStream();
    const progress = createProgress(30, stream);
    progress.skip(20);
    progress.advance(5);
    progress.advance(5);
    expect(stream.lines).toEqual(["   50 %  5 of 10 done", "  100 %  10 of 10 done", ""]);
  });

  test("comes to the end when only what was done before is left", () => {
    const stream = new RecordingStream();
    const progress = createProgress(30, stream);
    progress.advance(15);
    progress.skip(15);
    progress.skip(15);
    expect(stream.lines).toEqual(["   50 %  15 of 30 done", "  100 %  15 of 15 done", ""]);
  });
});

describe("createProgress() on a terminal", () => {
  test("redraws one line, and ends it when finished", () => {
    const stream = new RecordingStream({ isTTY: true });
    const progress = createProgress(4, stream, { unit: "sessions" });
    progress.advance();
    progress.advance(3);
    progress.finish();
    expect(stream.output.split("\r")).toEqual([
      "",
      `  ${"█".repeat(8)}${"░".repeat(22)}  25 %  1 of 4 sessions\u001B[K`,
      `  ${"█".repeat(30)} 100 %  4 of 4 sessions\u001B[K\n`,
    ]);
  });

  test("writes only when the percentage changes", () => {
    const stream = new RecordingStream({ isTTY: true });
    const progress = createProgress(100_000, stream);
    for (let index = 0; index < 100_000; index += 1) {
      progress.advance();
    }
    expect(stream.output.split("\r").length - 1).toBe(101);
  });
});
