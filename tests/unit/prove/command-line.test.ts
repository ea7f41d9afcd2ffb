import { describe, expect, test } from "vitest";

import { type Campaign, Findings } from "../../../prove/campaign.ts";
import { runProve } from "../../../prove/command-line.ts";

/** A campaign that ends as `run` does. */
function campaignOf(run: (findings: Findings) => void): Campaign {
  return {
    about: "one of a test",
    sabotages: { broken: "breaks it" },
    run: async () => {
      const findings = new Findings();
      run(findings);
      return Promise.resolve(findings);
    },
  };
}

const kept = campaignOf(() => undefined);

describe("runProve()", () => {
  test.each([
    ["an option that there is not", ["one", "--often"], /^Unknown option '--often'\nUsage/],
    ["a campaign that there is not", ["two"], /^No campaign is called 'two'\nUsage/],
    ["a sabotage that there is not", ["one", "--sabotage", "no"], /^'one' has no sabotage 'no'/],
    ["a seed that is no number", ["one", "--seed", "x"], /^--seed must be a whole number/],
  ])("says how it is used for %s", async (_, argv, said) => {
    const lines: string[] = [];
    expect(await runProve(argv, { one: kept }, (line) => lines.push(line))).toBe(2);
    expect(lines.join("\n")).toMatch(said);
  });

  test("throws on what a campaign ends with, also where it has a code", async () => {
    const error = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    const one = campaignOf(() => {
      throw error;
    });
    await expect(runProve(["one"], { one }, () => undefined)).rejects.toBe(error);
  });

  test.each([
    ["nothing was broken", [], kept, 0],
    ["a promise was broken", [], campaignOf((found) => found.breach("lost")), 1],
    ["what was broken on purpose was not found", ["--sabotage", "broken"], kept, 1],
  ])("ends as it should when %s", async (_, options, one, code) => {
    const argv = ["one", "--on", "file", ...options];
    expect(await runProve(argv, { one }, () => undefined)).toBe(code);
  });
});
