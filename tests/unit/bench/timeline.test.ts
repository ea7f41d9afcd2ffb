import { describe, expect, test } from "vitest";
import { projectSlot, type SlotTelling } from "../../../bench/world/timeline.ts";

function tell(value: string, day: number, rest: Partial<SlotTelling> = {}): SlotTelling {
  return {
    value,
    saidAt: on(day),
    validFrom: undefined,
    isCorrection: false,
    text: `in ${value}`,
    ...rest,
  };
}

function on(day: number): string {
  return `2024-03-${String(day).padStart(2, "0")}`;
}

/** "Lisbon 1-5 9-; Porto 5-9" */
function read(tellings: readonly SlotTelling[]): string {
  const states = [...projectSlot(tellings)].map(([value, { status, spells }]) => {
    const times = spells.map(
      ({ from, to }) => `${Number(from.slice(-2))}-${to === null ? "" : Number(to.slice(-2))}`,
    );
    return [value, ...(times.length > 0 ? times : [status])].join(" ");
  });
  return states.toSorted().join("; ");
}

const correction = { isCorrection: true };

describe("projectSlot()", () => {
  test("ends a value where another starts, and starts it again", () => {
    expect(read([tell("Lisbon", 1), tell("Porto", 5), tell("Lisbon", 9)])).toBe(
      "Lisbon 1-5 9-; Porto 5-9",
    );
  });

  test("ignores a value told again", () => {
    expect(read([tell("Lisbon", 1), tell("Lisbon", 3), tell("Porto", 5)])).toBe(
      "Lisbon 1-5; Porto 5-",
    );
  });

  test("gives a late arrival its place whatever the order of the tellings", () => {
    const tellings = [tell("Lisbon", 1), tell("Porto", 9), tell("Braga", 5)];
    expect(read(tellings)).toBe("Braga 5-9; Lisbon 1-5; Porto 9-");
    expect(read(tellings.toReversed())).toBe(read(tellings));
  });

  test("strikes a corrected value and hands its start on", () => {
    expect(read([tell("Lisbon", 1), tell("Porto", 5), tell("Braga", 7, correction)])).toBe(
      "Braga 5-; Lisbon 1-5; Porto retracted",
    );
  });

  test("strikes both values of a correction that was corrected itself", () => {
    expect(
      read([tell("Porto", 1), tell("Braga", 5, correction), tell("Coimbra", 7, correction)]),
    ).toBe("Braga retracted; Coimbra 1-; Porto retracted");
  });

  test("changes nothing when a correction is told twice", () => {
    expect(
      read([tell("Porto", 1), tell("Braga", 5, correction), tell("Braga", 6, correction)]),
    ).toBe("Braga 1-; Porto retracted");
  });

  test("starts where it is stated to start", () => {
    expect(read([tell("Lisbon", 9, { validFrom: on(2) }), tell("Porto", 12)])).toBe(
      "Lisbon 2-12; Porto 12-",
    );
  });
});
