import { expect, test } from "vitest";

import { edgesOf, openFor } from "../../support/behaviour.ts";

test.each([
  ["Erik works at Volvo.", "Erik left Volvo."],
  ["Erik works at Volvo.", "Erik left Volvo. Then he slept."],
  ["Erik works at Volvo.", "Erik left Volvo at the end of the year."],
  ["My sister Ana works at Gerkan.", "Ana left Gerkan because of the pay."],
  ["李娜在格兰公司工作。", "李娜离开了格兰公司。"],
  ["I own a Golf.", "I sold my Golf."],
  ["Tom owns a Fiat.", "Tom gave away his Fiat."],
])("what was left or sold is over: %s %s", async (told, over) => {
  const kirk = await openFor("kirk");
  const { results } = await kirk.add(told, { at: "2024-01-10" });
  await kirk.add(over, { at: "2024-03-10" });
  expect((await kirk.get(results[0]?.id ?? ""))?.validTo).toBe("2024-03-10T00:00:00.000Z");
  const edges = (await edgesOf(kirk)).filter((edge) => /WORKS_AT|OWNS/u.test(edge));
  expect(edges).toEqual([]);
});

test.each([
  ["Erik works at Volvo.", "Tom left Rome.", ["Erik WORKS_AT Volvo"]],
  ["Erik works at Volvo.", "Erik left Volvo at five to fetch the kids.", ["Erik WORKS_AT Volvo"]],
  ["Erik works at Volvo.", "Erik left Volvo a message.", ["Erik WORKS_AT Volvo"]],
  ["Erik works at Feedzai.", "Ana moved to Feedzai.", ["Erik WORKS_AT Feedzai"]],
  ["I visited Volvo.", "Erik left Volvo.", ["kirk VISITED Volvo"]],
  ["I own a Golf.", "Tom sold my Golf.", ["kirk OWNS Golf"]],
])("and what was not is told by nobody: %s %s", async (told, other, holds) => {
  const kirk = await openFor("kirk");
  await kirk.add(told, { at: "2024-01-10" });
  await kirk.add(other, { at: "2024-03-10" });
  expect(await edgesOf(kirk)).toEqual(holds);
  const { results } = await kirk.graph.relations({ includeClosed: true });
  expect(results).toHaveLength(1);
});
