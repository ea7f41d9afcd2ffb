import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { errorCodes } from "../../src/core/errors.ts";
import { repositoryRoot } from "../support/source-files.ts";

test("docs/errors.md has a heading for each error code, in the same order", () => {
  const text = readFileSync(`${repositoryRoot}docs/errors.md`, "utf8");
  const headings = Array.from(text.matchAll(/^## `?([A-Z_]+)`?$/gm), ([, code]) => code);
  expect(headings).toEqual([...errorCodes]);
});
