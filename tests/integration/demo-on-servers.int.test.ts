/** Runs the demo as a newcomer does who has started the servers. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import { placeOf } from "../../examples/demo-place.ts";
import { NOWHERE, type Ran, RUN_MS, runDemo } from "../support/run-demo.ts";
import { describeOn, neo4jServer, qdrantServer } from "../support/on-servers.ts";

let folder = "";

function demo(args: readonly string[], variables: Readonly<Record<string, string>> = {}): Ran {
  return runDemo(args, { folder, variables });
}

/** What it tells of the conversation, wherever it lies. */
function known(output: string): string {
  return output.slice(output.indexOf("Traits"), output.indexOf("What is left"));
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mnemograph-demo-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describeOn(["qdrant", "neo4j"], "the demo on servers", () => {
  const userId = `demo-${randomUUID()}`;
  const options = ["--servers", "--user", userId];

  function variables(): Record<string, string> {
    const [qdrant, neo4j] = [qdrantServer(), neo4jServer()];
    return {
      QDRANT_URL: qdrant.url,
      QDRANT_API_KEY: qdrant.apiKey ?? "",
      NEO4J_URI: neo4j.url,
      NEO4J_USERNAME: neo4j.username,
      NEO4J_PASSWORD: neo4j.password,
    };
  }

  afterAll(async () => {
    const { vector, graph } = { vector: qdrantServer(), graph: neo4jServer() };
    const { apiKey, url } = vector;
    const servers = { vector: { url, ...(apiKey !== undefined && { apiKey }) }, graph };
    const place = placeOf({ memoryPath: "", isFresh: true, servers }, [userId]);
    const { memory } = await place.open({ languageModel: null, embeddingModel: null });
    await memory.close();
  });

  test(
    "shows what it shows of the file, and finds it again, with the addresses from .env",
    () => {
      const onFile = demo(["--user", userId]);
      const first = demo(options, variables());
      expect(first).toMatchObject({ status: 0, errors: "" });
      expect(first.output).toMatch(/^Adding it to Qdrant at \S+ and Neo4j at \S+$/m);
      expect(first.output).toMatch(/100 % {2}\d+ of \d+ messages/);
      expect(known(first.output)).toBe(known(onFile.output));

      const lines = Object.entries(variables()).map(([name, value]) => `${name}=${value}`);
      writeFileSync(join(folder, ".env"), lines.join("\n"));
      const second = demo(options);
      rmSync(join(folder, ".env"));
      expect(second).toMatchObject({ status: 0, errors: "" });
      expect(second.output).toMatch(/^Found Qdrant at \S+ and Neo4j at \S+ from an earlier run$/m);
      expect(second.output).toContain("so nothing was added");
      expect(known(second.output)).toBe(known(first.output));
      expect(readdirSync(folder)).toEqual(["mnemograph-demo.mnemograph"]);
    },
    3 * RUN_MS,
  );

  test.each([
    ["Qdrant", { QDRANT_URL: `http://${NOWHERE}` }],
    ["Neo4j", { NEO4J_URI: `bolt://${NOWHERE}` }],
  ])(
    "says what to do when %s does not answer",
    (name, missing) => {
      const { errors, status } = demo(options, { ...variables(), ...missing });
      expect(status).toBe(1);
      expect(errors).toContain(name);
      expect(errors).toContain("docker compose up");
      expect(errors).not.toMatch(/^ {4}at /m);
    },
    RUN_MS,
  );

  test(
    "does not say to start servers that run, where a password is wrong",
    ({ skip }) => {
      skip(neo4jServer().password === "", "This Neo4j wants no login");
      const { errors, status } = demo(options, { ...variables(), NEO4J_PASSWORD: "another one" });
      expect(status).toBe(1);
      expect(errors).toContain("Neo4j");
      expect(errors).toContain("NEO4J_PASSWORD");
      expect(errors).not.toContain("docker compose up");
    },
    RUN_MS,
  );
});
