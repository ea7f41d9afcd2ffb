import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { makeWorld } from "../../../bench/world/generate-world.ts";
import { createRandom } from "../../../bench/world/prng.ts";
import { factIdsByText } from "../../../bench/world/state.ts";
import { spellAt } from "../../../bench/world/timeline.ts";
import type { Fact, Question, Tenant } from "../../../bench/world/types.ts";

const world = makeWorld({ seed: 1 });
const tenants = world.tenants;

function hashOf(seed: number): string {
  return createHash("sha256")
    .update(JSON.stringify(makeWorld({ seed })))
    .digest("hex");
}

function factsOf(tenant: Tenant): Map<string, Fact> {
  return new Map(tenant.facts.map((fact) => [fact.id, fact]));
}

function eachQuestion(check: (question: Question, facts: Map<string, Fact>) => void): void {
  for (const tenant of tenants) {
    const facts = factsOf(tenant);
    for (const question of tenant.questions) {
      check(question, facts);
    }
  }
}

describe("makeWorld()", () => {
  test("makes the same bytes for the same seed", () => {
    expect(hashOf(1)).toBe("5540ff73a2b2c46e282f530bed0e8147f3ab6c9b4b751f93a0934595740c588d");
    expect(hashOf(2)).toBe("ef2f0e6c128a94f51394cf0e2990fe79abb98d541e6a221debe4f14ac32c9206");
  });

  test("has about the size of the reference", () => {
    const count = (pick: (tenant: Tenant) => number): number =>
      tenants.reduce((sum, tenant) => sum + pick(tenant), 0);
    expect(tenants.map(({ language }) => language)).toEqual(["en", "en", "en", "zh", "zh", "zh"]);
    expect(count(({ sessions }) => sessions.length)).toBe(240);
    expect(
      count(({ sessions }) => sessions.flatMap(({ messages }) => messages).length),
    ).toBeGreaterThan(2200);
    expect(count(({ facts }) => facts.length)).toBeGreaterThan(900);
    expect(count(({ questions }) => questions.length)).toBeGreaterThan(1100);
  });

  test("has every kind of question and of telling in a small world too", () => {
    const small = makeWorld({ seed: 3, tenantCount: 4, sessionCount: 14, personCount: 6 });
    const types = new Set(
      small.tenants.flatMap(({ questions }) => questions.map(({ type }) => type)),
    );
    expect(types.size).toBe(12);
    const operations = new Set(
      small.tenants.flatMap(({ sessions }) =>
        sessions.flatMap(({ gold }) => gold.map(({ operation }) => operation)),
      ),
    );
    expect(operations.size).toBe(4);
  });

  test("refuses sizes too small for a story", () => {
    expect(() => makeWorld({ seed: 1, personCount: 2 })).toThrow(RangeError);
    expect(() => makeWorld({ seed: 1, sessionCount: 3 })).toThrow(RangeError);
  });

  test("gives a wording to one fact of a tenant only, and every message id to one tenant", () => {
    for (const tenant of tenants) {
      const texts = tenant.facts.flatMap((fact) => fact.texts);
      expect(factIdsByText(tenant).size).toBe(texts.length);
      for (const { messages } of tenant.sessions) {
        expect(messages.every(({ id }) => id.startsWith(`${tenant.id}:`))).toBe(true);
      }
    }
  });

  test("leaves no place of a phrase unfilled and no name unsaid", () => {
    for (const { sessions, questions } of tenants) {
      const said = sessions.flatMap(({ messages }) => messages.map(({ content }) => content));
      const asked = questions.map(({ text }) => text);
      const texts = sessions.flatMap(({ gold }) => gold.map(({ text }) => text));
      expect([...said, ...asked, ...texts].filter((text) => /[{}]/u.test(text))).toEqual([]);
      for (const { messages, gold } of sessions) {
        for (const item of gold) {
          const content = messages.find(({ id }) => id === item.messageId)?.content ?? "";
          expect(content).toContain(item.subject.name);
          expect(content).toContain(item.object.name);
        }
      }
    }
  });

  test("never tells two values of a slot at one time", () => {
    for (const tenant of tenants) {
      const facts = factsOf(tenant);
      for (const { gold } of tenant.sessions) {
        const slots = gold
          .filter(({ cardinality }) => cardinality === "one")
          .map(
            ({ factId, relationship }) =>
              `${facts.get(factId)?.subject.name ?? ""} ${relationship}`,
          );
        expect(new Set(slots).size).toBe(slots.length);
      }
    }
  });
});

describe("deliveries", () => {
  test("hold every session, some under the same key again and some under another", () => {
    for (const { sessions, deliveries } of tenants) {
      const keys = deliveries.map(({ idempotencyKey }) => idempotencyKey);
      expect(new Set(deliveries.map(({ sessionId }) => sessionId)).size).toBe(sessions.length);
      expect(new Set(keys).size).toBeLessThan(keys.length);
      expect(new Set(keys).size).toBeGreaterThan(sessions.length);
    }
  });

  test("bring an older session last", () => {
    for (const { sessions, deliveries } of tenants) {
      const dates = new Map(sessions.map(({ id, date }) => [id, date]));
      const firsts = [...new Set(deliveries.map(({ sessionId }) => sessionId))];
      const arrived = firsts.map((id) => dates.get(id) ?? "");
      const latest = arrived.toSorted().at(-1) ?? "";
      expect(arrived.indexOf(latest)).toBeLessThan(arrived.length - 1);
      expect(sessions.map(({ date }) => date)).toEqual([...new Set(dates.values())].toSorted());
    }
  });
});

describe("the truth of a world", () => {
  test("has at most one value of a slot at a time", () => {
    for (const { facts } of tenants) {
      const single = facts.filter(({ cardinality }) => cardinality === "one");
      const slots = Map.groupBy(
        single,
        ({ subject, relationship }) => `${subject.name} ${relationship}`,
      );
      for (const stage of ["ingested", "final"] as const) {
        for (const own of slots.values()) {
          const spells = own
            .flatMap((fact) => fact[stage].spells)
            .toSorted((a, b) => (a.from < b.from ? -1 : 1));
          for (const [index, { to }] of spells.entries()) {
            expect(to).toBe(spells[index + 1]?.from ?? null);
          }
        }
      }
    }
  });

  test("names only facts that answer the question at its time", () => {
    eachQuestion((question, facts) => {
      const { asOf } = question;
      for (const id of question.must) {
        const { final } = facts.get(id)!;
        if (asOf !== undefined) {
          expect(spellAt(final, asOf)).toBeDefined();
        } else if (/before|之前|以前/iu.test(question.text)) {
          expect(final.status).toBe("ended");
        } else {
          expect(final.status).toBe("current");
        }
      }
      const others = [...question.stale, ...question.wrong, ...question.gone];
      expect(others.filter((id) => question.must.includes(id))).toEqual([]);
      expect(question.wrong.every((id) => facts.get(id)?.final.status === "retracted")).toBe(true);
      expect(question.gone.every((id) => facts.get(id)?.final.status === "deleted")).toBe(true);
    });
  });

  test("chains each fact of a path to the next", () => {
    eachQuestion((question, facts) => {
      if (question.type === "hop2" || question.type === "hop3") {
        expect(question.must).toHaveLength(question.type === "hop2" ? 2 : 3);
        const path = question.must.map((id) => facts.get(id)!);
        for (const [index, fact] of path.slice(1).entries()) {
          expect(fact.subject.name).toBe(path[index]?.object.name);
        }
      }
    });
  });

  test("asks in isolation only about people another tenant knows and this one does not", () => {
    eachQuestion((question, facts) => {
      if (question.type === "isolation") {
        const name = (tenant: Tenant): boolean =>
          tenant.facts.some(({ subject }) => question.text.includes(subject.name));
        expect(
          [...facts.values()].some(({ subject }) => question.text.includes(subject.name)),
        ).toBe(false);
        expect(tenants.some((tenant) => tenant.id !== question.tenantId && name(tenant))).toBe(
          true,
        );
      }
    });
  });

  test("reopens what only a deleted fact had closed", () => {
    const reopened = tenants.flatMap(({ facts }) =>
      facts.filter(
        ({ ingested, final }) => ingested.status === "ended" && final.status === "current",
      ),
    );
    expect(reopened.length).toBeGreaterThanOrEqual(tenants.length);
  });
});

describe("createRandom()", () => {
  test("repeats a sequence and keeps labels apart", () => {
    const draw = (label: string): number[] => {
      const random = createRandom(7, label);
      return Array.from({ length: 5 }, () => random.integer(0, 1_000_000));
    };
    expect(draw("a")).toEqual(draw("a"));
    expect(draw("a")).not.toEqual(draw("b"));
  });

  test("draws evenly", () => {
    const random = createRandom(7);
    const counts = [0, 0, 0, 0];
    for (let index = 0; index < 40_000; index++) {
      counts[random.integer(0, 3)]! += 1;
    }
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(600);
  });
});
