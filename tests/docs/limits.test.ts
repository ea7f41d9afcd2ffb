import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { DOORS } from "../../prove/limits/doors.ts";
import { edgeTests } from "../../prove/limits/edge-tests.ts";
import { innerBounds } from "../../prove/limits/inner-bounds.ts";
import { repositoryRoot } from "../support/source-files.ts";

const page = readFileSync(join(repositoryRoot, "docs/limits.md"), "utf8");
const guarantees = readFileSync(join(repositoryRoot, "docs/guarantees.md"), "utf8");
const rows = page.split("\n").filter((line) => line.startsWith("| `"));

test("docs/limits.md has every bound that is tried, with its default and its reason", () => {
  const cells = rows.map((row) => row.split("|").map((cell) => cell.trim()));
  const listed = cells.map(([, name, most, otherwise]) => ({ name, most, otherwise }));
  const expected = DOORS.map(({ name, most, unit, otherwise }) => ({
    name: `\`${name}\``,
    most: `${most.toLocaleString("en-US")} ${unit}`,
    otherwise: otherwise ?? "needed",
  }));
  expect(listed).toEqual(expected);
  for (const [index, { why }] of DOORS.entries()) expect(cells[index]?.[4]).toContain(why);
});

test("the pages tell how many bounds are inside, and each has a test at its edge", () => {
  const ids = innerBounds().map(({ id }) => id);
  const tests = edgeTests(ids);
  expect(ids.filter((id) => !tests.has(id))).toEqual([]);
  expect(page).toContain(`are ${ids.length} constants with the reason above each`);
  expect(guarantees).toContain(`Each of the ${ids.length} bounds inside has its reason and a test`);
});
