import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DatePrecision, findDates, resolveDates } from "../../../src/text/dates.ts";
import { formatDate } from "../../../src/text/format-date.ts";
import { parseTimestamp, parseTimestampInterval } from "../../../src/text/timestamps.ts";

const WEEK_MS = 7 * 86_400_000;

const reference = fc
  .date({
    min: new Date("1970-01-01"),
    max: new Date("2099-12-31"),
    noInvalidDate: true,
  })
  .map((date) => date.getTime());
const timeZone = fc.constantFrom(
  "UTC",
  "America/New_York",
  "Asia/Shanghai",
  "Asia/Kathmandu",
  "Pacific/Apia",
  "America/Sao_Paulo",
);
const piece = fc.constantFrom(
  ..."yesterday|today|last |next |this |week|month|year|weekend|Friday|Tues.|on |in |the |3 |two |a |days |ago|from now|May |may |March|October |18|18th|, |2023|2022|-|/|.|5|1990s|90s|summer |winter |of |before |since |between |and |to |until |2023-10-18|T10:00:00Z|昨天|前天|上|下|周|三|末|个|月|年|去年|十|一|二〇一九|2023年|10月|18日|夏天|前|后|以前|之后|从|到|年代|星期|天| |\n".split(
    "|",
  ),
);
const dateText = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));
const anyText = fc.oneof(
  { weight: 3, arbitrary: dateText },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 100 }) },
);

describe("findDates()", () => {
  test("never throws, and its mentions are in order, apart and not empty", () => {
    fc.assert(
      fc.property(anyText, reference, timeZone, (text, at, zone) => {
        let end = 0;
        for (const mention of findDates(text, { reference: at, timeZone: zone })) {
          expect(mention.text).toBe(text.slice(mention.start, mention.end));
          expect(mention.start).toBeGreaterThanOrEqual(end);
          expect(mention.end).toBeGreaterThan(mention.start);
          expect(mention.from).toBeLessThan(mention.to);
          ({ end } = mention);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("a mention that is not relative is the same whenever it was said", () => {
    fc.assert(
      fc.property(dateText, reference, reference, (text, one, other) => {
        const absolute = (at: number): unknown[] =>
          findDates(text, { reference: at }).filter(({ isRelative }) => !isRelative);
        expect(absolute(other)).toEqual(absolute(one));
      }),
    );
  });

  const weekdayRelative = fc.constantFrom(
    ..."last Tuesday|on Friday|next Friday|this Sunday|yesterday|tomorrow|last week|next week|three days ago|two weeks ago|in 3 days|last weekend|over the weekend|上周三|周三|这周五|下周一|下个星期天|上周末|周末|昨天|大前天|三天前|两周后".split(
      "|",
    ),
  );

  test("a week later, what is counted in days and weeks is a week later", () => {
    fc.assert(
      fc.property(weekdayRelative, reference, (text, at) => {
        const [before] = findDates(text, { reference: at });
        const [after] = findDates(text, { reference: at + WEEK_MS });
        expect(before).toBeDefined();
        expect(after?.from).toBe((before?.from ?? 0) + WEEK_MS);
        expect(after?.to).toBe((before?.to ?? 0) + WEEK_MS);
      }),
    );
  });

  test("dates without a year are not after the reference", () => {
    const dated = fc.constantFrom(
      "in May",
      "on 29 February",
      "on 31 December",
      "on Friday",
      "十月",
      "10月18日",
      "周三",
    );
    fc.assert(
      fc.property(dated, reference, timeZone, (text, at, zone) => {
        const [mention] = findDates(text, { reference: at, timeZone: zone });
        expect(mention?.from).toBeLessThanOrEqual(at);
      }),
    );
  });
});

test("resolveDates() changes nothing the second time", () => {
  fc.assert(
    fc.property(anyText, reference, timeZone, (text, at, zone) => {
      const options = { reference: at, timeZone: zone };
      const resolved = resolveDates(text, options);
      expect(resolveDates(resolved, options)).toBe(resolved);
    }),
    { numRuns: 1000 },
  );
});

test("resolveDates() only adds", () => {
  fc.assert(
    fc.property(anyText, reference, timeZone, (text, at, zone) => {
      const options = { reference: at, timeZone: zone };
      const resolved = resolveDates(text, options);
      let rest = 0;
      for (const character of resolved) {
        rest += text.startsWith(character, rest) ? character.length : 0;
      }
      expect(rest).toBe(text.length);
    }),
  );
});

describe("parseTimestamp()", () => {
  test("never throws", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const interval = parseTimestampInterval(text);
        expect(parseTimestamp(text)).toBe(interval?.from);
        expect(interval === undefined || interval.from < interval.to).toBe(true);
      }),
    );
  });

  test("reads what toISOString() writes, to the millisecond", () => {
    fc.assert(
      fc.property(reference, (ms) => {
        expect(parseTimestamp(new Date(ms).toISOString())).toBe(ms);
      }),
    );
  });

  test("reads what formatDate() writes, to the same precision", () => {
    const precision = fc.constantFrom<DatePrecision>(
      "minute",
      "day",
      "week",
      "month",
      "season",
      "year",
      "decade",
    );
    fc.assert(
      fc.property(reference, precision, (ms, to) => {
        const interval = parseTimestampInterval(formatDate(ms, to));
        expect(interval?.precision).toBe(to);
        expect(interval?.from).toBeLessThanOrEqual(ms);
        expect(interval?.to).toBeGreaterThan(ms);
      }),
    );
  });
});
