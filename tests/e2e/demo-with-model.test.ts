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

test("with OPENAI_API_KEY set, the demo has the model read the conversation", async () => {
  const server = await startOpenAIServer({
    apiKey: "sk-test",
    chat: ({ schemaName }) =>
      schemaName === "facts"
        ? { json: { facts: [fact("User keeps seven bees")] } }
        : { json: { entities: [], relations: [relation(["User", "OWNS", "seven bees"])] } },
  });
  onTestFinished(async () => server.close());
  const folder = mkdtempSync(join(tmpdir(), "mnemograph-demo-model-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
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
