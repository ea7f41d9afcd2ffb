import * as fc from "fast-check";
import { expect, test } from "vitest";

import { NamesInText } from "../../../../src/pipeline/add/names-in-text.ts";

const word = fc.string({ unit: fc.constantFrom("a", "b", " ", "张", "伟"), maxLength: 4 });

test("NamesInText finds the names that are parts of a text, as looking for each does", () => {
  fc.assert(
    fc.property(fc.array(word), fc.array(word), word, (first, later, text) => {
      const names = new NamesInText();
      const known = new Set<string>();
      for (const some of [first, later]) {
        for (const name of some) {
          names.add(name);
          if (name !== "") known.add(name);
        }
        expect(names.in(text)).toEqual([...known].filter((name) => text.includes(name)));
      }
    }),
    { numRuns: 500 },
  );
});
