import { randomUUID } from "node:crypto";
import neo4j, { type Driver } from "neo4j-driver";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addConversations } from "../../examples/demo-add.ts";
import { SHIPPED_CONVERSATION } from "../../examples/demo-options.ts";
import { chooseReader } from "../../examples/demo-reader.ts";
import { loadConversation } from "../../examples/load-conversation.ts";
import { Memory } from "../../src/index.ts";
import { describeOn, neo4jServer } from "../support/on-servers.ts";
import { readExploreQueries } from "../support/explore-queries.ts";

/** The demo's conversation takes most of a minute on a busy server that has just started. */
const DEMO_MS = 240_000;

const { parameters, queries } = readExploreQueries();
const readings = queries.filter(({ title }) => !title.includes("Cleanup"));
const cleanups = queries.filter(({ title }) => title.includes("Cleanup"));

/** Asks as Browser does, but with a tenant of the caller's own: a demo on this server is left alone. */
class Explorer {
  readonly #driver: Driver;
  readonly #given: Record<string, unknown> = {};

  constructor() {
    const { url, username, password } = neo4jServer();
    this.#driver = neo4j.driver(url, neo4j.auth.basic(username, password), {
      disableLosslessIntegers: true,
    });
  }

  async takeParameters(tenant: string): Promise<void> {
    for (const [name, expression] of Object.entries(parameters)) {
      this.#given[name] = (await this.ask(`RETURN ${expression} AS value`))[0]?.["value"];
    }
    this.#given["tenant"] = tenant;
  }

  async ask(text: string): Promise<Record<string, unknown>[]> {
    const { records } = await this.#driver.executeQuery(text, this.#given);
    return records.map((record) => record.toObject());
  }

  async find(title: string): Promise<Record<string, unknown>[]> {
    return this.ask(queries.find((query) => query.title.endsWith(title))?.text ?? "");
  }

  async close(): Promise<void> {
    await this.#driver.close();
  }
}

describeOn(["neo4j"], "docs/explore.cypher where nothing is yet", () => {
  let explorer: Explorer;

  beforeAll(async () => {
    explorer = new Explorer();
    await explorer.takeParameters(`user:${randomUUID()}`);
  });

  afterAll(async () => {
    await explorer.close();
  });

  test.each(queries)("$title runs", async ({ text }) => {
    expect((await explorer.ask(text)).length).toBeLessThanOrEqual(100);
  });
});

describeOn(["neo4j"], "docs/explore.cypher on relations that a caller gave without a fact", () => {
  test("says them in words", async () => {
    const userId = `explore-${randomUUID()}`;
    const { url, username, password } = neo4jServer();
    const memory = await Memory.open({
      path: ":memory:",
      languageModel: null,
      graph: { url, username, password },
    });
    const explorer = new Explorer();
    try {
      await explorer.takeParameters(`user:${userId}`);
      for (const [day, town] of [
        ["14", "Lisbon"],
        ["15", "Porto"],
      ] as const) {
        const relations = [{ source: "Ana", relationship: "lives in", destination: town }];
        await memory.add("…", { userId, facts: [], relations, at: `2024-01-${day}` });
      }
      expect(await explorer.find("Learned last")).toContainEqual(
        expect.objectContaining({ whom: "Porto", fact: "Ana lives in Porto" }),
      );
      expect(await explorer.find("Contradictions")).toContainEqual(
        expect.objectContaining({ told: "Ana lives in Lisbon", by: "Ana lives in Porto" }),
      );
    } finally {
      await memory.deleteAll({ userId });
      await memory.close();
      await explorer.close();
    }
  });
});

function exploreDemo(): void {
  const userId = `explore-${randomUUID()}`;
  let explorer: Explorer;
  let memory: Memory;

  beforeAll(async () => {
    explorer = new Explorer();
    await explorer.takeParameters(`user:${userId}`);
    const graph = { ...neo4jServer(), timeoutMs: 60_000 };
    memory = await Memory.open({ path: ":memory:", graph, ...chooseReader("recorded").models });
    const conversations = await loadConversation(SHIPPED_CONVERSATION);
    const own = conversations.map((conversation) => ({ ...conversation, userId }));
    await addConversations(memory, own, { advance() {}, skip() {}, finish() {} });
  }, DEMO_MS);

  afterAll(async () => {
    await memory.deleteAll({ userId });
    await memory.close();
    await explorer.close();
  });

  test.each(readings)("$title", async ({ text }) => {
    const rows = await explorer.ask(text);
    expect(rows.length).toBeGreaterThan(0);
    // A column that is never filled asks for what the graph does not have.
    const columns = Object.keys(rows[0] ?? {});
    expect(columns.filter((column) => rows.every((row) => row[column] === null))).toEqual([]);
  });

  test.each(cleanups)("$title finds nothing to do", async ({ text }) => {
    const [row] = await explorer.ask(text);
    expect(Object.values(row ?? {})[0]).toBe(0);
  });

  test("answers are those of the conversation", async () => {
    const day = "2024-05-01";
    const [told, by] = ["User lives in Lisbon", "User lives in Porto"];
    const where = { who: "Kirk", what: "LIVES_IN", before: "Lisbon", after: "Porto" };
    expect(await explorer.find("What changed")).toContainEqual({ day, ...where });
    expect(await explorer.find("Contradictions")).toContainEqual({
      told,
      how: "ended by",
      by,
      day,
    });
    expect(await explorer.find("Hubs")).toContainEqual(
      expect.objectContaining({ name: "张伟", aliases: ["Zhang Wei"], type: "person" }),
    );
    const believed = await explorer.find("Why do we believe this");
    expect(believed).toContainEqual(
      expect.objectContaining({ relation: "Inês BORN_IN Braga", what: ["Inês was born in Braga"] }),
    );
    expect(believed).toContainEqual(
      expect.objectContaining({ relation: expect.stringMatching(/PARTNER_OF Inês$/u) as unknown }),
    );
  });
}

describeOn(["neo4j"], "docs/explore.cypher on what the demo writes", exploreDemo);
