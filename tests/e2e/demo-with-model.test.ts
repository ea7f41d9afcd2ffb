/** The demo on a model from the environment: a scripted server stands for the provider. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

import { startOpenAIServer } from "../../src/testing/testing.ts";
import { repositoryRoot } from "../support/source-files.ts";
import { fact, relation } from "../support/model-memory.ts";

const run = promisify(execFile);

/** Nothing listens on port 9 of a machine of today. */
const NOBODY = "http://127.0.0.1:9/v1";

const KEYED = {
  ...process.env,
  OPENAI_API_KEY: "sk-test",
  OPENAI_MODEL: "scripted",
  OPENAI_EMBEDDING_MODEL: "text-embedding-3-small",
};
const SCRIPT = join(repositoryRoot, "examples", "demo.ts");

/** A model that reads of bees whatever it is asked, and a folder; both go with the test. */
async function setUp(
  name: string,
): Promise<{ server: Awaited<ReturnType<typeof startOpenAIServer>>; folder: string }> {
  const server = await startOpenAIServer({
    apiKey: "sk-test",
    chat: ({ schemaName }) =>
      schemaName === "facts"
        ? { json: { facts: [fact("User keeps seven bees")] } }
        : { json: { entities: [], relations: [relation(["User", "OWNS", "seven bees"])] } },
  });
  onTestFinished(async () => server.close());
  const folder = mkdtempSync(join(tmpdir(), `mnemograph-demo-${name}-`));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return { server, folder };
}

test("with a model that is down, the demo says what is pending, and the next run reads it", async () => {
  const { server, folder } = await setUp("outage");
  const sessions = [1, 2, 3].map((day) => ({
    id: `s${day}`,
    at: `2024-05-0${day}T10:00:00Z`,
    messages: [{ role: "user", content: `There is a hum in my garden, day ${day}.` }],
  }));
  writeFileSync(join(folder, "chat.json"), JSON.stringify({ sessions }));
  const demo = async (baseUrl: string): Promise<string> => {
    const args = [SCRIPT, "chat.json", "--ask", "What hums?"];
    const env = { ...KEYED, OPENAI_BASE_URL: baseUrl };
    const { stdout, stderr } = await run(process.execPath, args, { cwd: folder, env });
    expect(stderr).toBe("");
    return stdout.replaceAll(/\s+/g, " ");
  };
  for (const output of [await demo(NOBODY), await demo(NOBODY)]) {
    expect(output).toContain("Extraction failed: the facts of 3 sessions are pending.");
    expect(output).toContain("is unavailable: it cannot be reached");
    expect(output).toContain("the next run reads them");
    expect(output).toContain("There is a hum in my garden, day");
  }
  const read = await demo(server.baseURL);
  expect(read).toContain("Read now, after an outage: 3 sessions");
  expect(read).toContain("User keeps seven bees");
  expect(read).not.toContain("are pending");
  expect(await demo(server.baseURL)).toContain("Nothing was read in this run");
}, 30_000);

test("with OPENAI_API_KEY set, the demo has the model read the conversation", async () => {
  const { server, folder } = await setUp("model");
  const chat = [{ role: "user", content: "There is a hum in my garden." }];
  writeFileSync(join(folder, "chat.json"), JSON.stringify(chat));
  const { stdout, stderr } = await run(
    process.execPath,
    [join(repositoryRoot, "examples", "demo.ts"), "chat.json", "--ask", "What do I keep?"],
    {
      cwd: folder,
      env: {
        ...process.env,
        OPENAI_API_KEY: "sk-test",
        OPENAI_BASE_URL: server.baseURL,
        OPENAI_MODEL: "scripted",
        OPENAI_EMBEDDING_MODEL: "text-embedding-3-small",
      },
    },
  );
  expect(stderr).toBe("");
  expect(stdout).toContain("2 model calls were made.");
  expect(stdout).toContain("User keeps seven bees");
  expect(server.counts).toMatchObject({ chat: 2 });
  expect(server.counts.embeddings).toBeGreaterThan(0);
});
