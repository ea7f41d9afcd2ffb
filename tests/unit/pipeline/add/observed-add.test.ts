import { describe, expect, test } from "vitest";

import { observedAdd } from "../../../../src/pipeline/add/observed-add.ts";
import type { EngineEvent } from "../../../../src/pipeline/engine.ts";

describe("observedAdd()", () => {
  test("tells the start and the end of an add that succeeds", async () => {
    const events: EngineEvent[] = [];
    const work = async (): Promise<number> => {
      expect(events).toEqual([{ type: "add-start", episodeId: "e" }]);
      return Promise.resolve(7);
    };
    expect(await observedAdd("e", (event) => events.push(event), work)).toBe(7);
    expect(events.slice(1)).toEqual([
      { type: "add-end", episodeId: "e", milliseconds: expect.any(Number) as number },
    ]);
  });

  test("tells the end of one that fails, and throws what it threw", async () => {
    const events: EngineEvent[] = [];
    const reason = new RangeError("no");
    const failing = observedAdd(
      "e",
      (event) => events.push(event),
      () => Promise.reject(reason),
    );
    await expect(failing).rejects.toBe(reason);
    expect(events.at(-1)).toMatchObject({ type: "add-end", episodeId: "e", isFailed: true });
    expect(events).toHaveLength(2);
  });

  test("throws what the observer throws, unless the add has failed already", async () => {
    const atEnd = ({ type }: EngineEvent): void => {
      if (type === "add-end") throw new TypeError("observer");
    };
    await expect(observedAdd("e", atEnd, () => Promise.resolve(1))).rejects.toThrow(TypeError);
    const failing = observedAdd("e", atEnd, () => Promise.reject(new RangeError("no")));
    await expect(failing).rejects.toThrow(RangeError);
  });
});
