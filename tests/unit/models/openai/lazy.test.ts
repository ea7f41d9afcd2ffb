import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { repositoryRoot } from "../../../support/source-files.ts";

/** Opens a memory with models, and tells which packages were loaded before and after the first request. */
const PROGRAM = `
  import { registerHooks } from "node:module";
  const seen = [];
  registerHooks({
    resolve: (specifier, context, next) => {
      if (/^(?:openai|ai|@ai-sdk\\/.*|neo4j-driver|@qdrant\\/.*)$/.test(specifier)) seen.push(specifier);
      return next(specifier, context);
    },
  });
  const { Memory, openAILanguageModel } = await import(process.argv[1]);
  const languageModel = openAILanguageModel({ apiKey: "k", baseUrl: "http://127.0.0.1:9/v1", model: "m" });
  const memory = await Memory.open({ path: ":memory:", languageModel, retry: { maxAttempts: 1 } });
  const before = [...seen];
  await memory.languageModel.generate("Hi").catch(() => undefined);
  console.log(JSON.stringify([before, seen]));
`;

test("the package of OpenAI is loaded by the first request, and no other ever", () => {
  const entry = pathToFileURL(join(repositoryRoot, "src/index.ts")).href;
  const flags = ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", PROGRAM];
  const printed = execFileSync(process.execPath, [...flags, entry], { encoding: "utf8" });
  expect(JSON.parse(printed)).toEqual([[], ["openai"]]);
});
