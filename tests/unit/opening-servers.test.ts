import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";

import {
  ConfigurationError,
  InvalidArgumentError,
  Memory,
  StoreUnavailableError,
} from "../../src/index.ts";
import { repositoryRoot } from "../support/source-files.ts";

/** An address that nothing listens at. */
const NOBODY = "http://127.0.0.1:2";
const SECRET = "hunter2";

async function problemOf(options: object): Promise<unknown> {
  return Memory.open({
    path: ":memory:",
    languageModel: null,
    embeddingModel: null,
    ...options,
  }).then(
    () => "it opened",
    (error: unknown) => error,
  );
}

describe("Memory.open() on servers", () => {
  test.each([
    [{ vector: {} }, "vector.url"],
    [{ vector: { url: 6333 } }, "vector.url"],
    [{ vector: { url: "localhost:6333" } }, "vector.url"],
    [{ vector: { url: "bolt://localhost:7687" } }, "vector.url"],
    [{ vector: { url: NOBODY, collection: "a" } }, "vector"],
    [{ vector: { url: NOBODY, collectionName: "a/b" } }, "vector.collectionName"],
    [{ vector: { url: NOBODY, timeoutMs: 0 } }, "vector.timeoutMs"],
    [{ graph: { url: "http://localhost:7474" } }, "graph.url"],
    [{ graph: { url: "bolt://localhost", user: "neo4j" } }, "graph"],
    [{ graph: "bolt://localhost" }, "graph"],
  ])("%o is refused, by the name %s", async (options, argument) => {
    const error = await problemOf(options);
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(error).toMatchObject({ argument });
  });

  test.each([
    { vector: { url: `ftp://kirk:${SECRET}@localhost` } },
    { vector: { url: NOBODY, apiKey: SECRET, timeoutMs: 300 } },
    { vector: { url: `http://kirk:${SECRET}@127.0.0.1:2`, timeoutMs: 300 } },
    { graph: { url: `http://kirk:${SECRET}@localhost` } },
    { graph: { url: "bolt://localhost", password: SECRET, user: "kirk" } },
    { graph: { url: "bolt://localhost", password: { is: SECRET } } },
    { graph: `bolt://kirk:${SECRET}@localhost` },
    { graph: { url: `bolt://localhost?password=${SECRET}` } },
  ])("%o fails without telling its secret", async (options) => {
    const error = await problemOf(options);
    expect(error).toBeInstanceOf(Error);
    const { message, stack, cause } = error as Error;
    expect([message, stack, JSON.stringify(error), String(cause)].join("\n")).not.toContain(SECRET);
  });

  test("a configuration whose server is a text is refused without telling it", async () => {
    const config = { vector_store: { provider: "qdrant", config: `http://kirk:${SECRET}@host` } };
    const error: unknown = await Memory.fromConfig(config).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(String(error)).not.toContain(SECRET);
  });

  test("a server that is down costs a bounded wait", async () => {
    const begun = performance.now();
    const error = await problemOf({ vector: { url: NOBODY, timeoutMs: 500 } });
    expect(error).toBeInstanceOf(StoreUnavailableError);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});

/** Opens a memory, and tells which packages were loaded by then. */
const PROGRAM = `
  import { registerHooks } from "node:module";
  const seen = [];
  registerHooks({
    resolve: (specifier, context, next) => {
      if (/^(?:neo4j-driver|@qdrant\\/.*)$/.test(specifier)) seen.push(specifier);
      if (process.env.MISSING === specifier) {
        const missing = new Error("Cannot find package '" + specifier + "' imported from here");
        throw Object.assign(missing, { code: "ERR_MODULE_NOT_FOUND" });
      }
      if (process.env.BROKEN === specifier) throw new SyntaxError("Unexpected token 'export'");
      return next(specifier, context);
    },
  });
  const { Memory } = await import(process.argv[1]);
  const options = JSON.parse(process.argv[2]);
  const opened = await Memory.open({ path: ":memory:", languageModel: null, embeddingModel: null, ...options })
    .then(() => null, (error) => [error.code, error.message]);
  console.log(JSON.stringify([seen, opened]));
  process.exit();
`;

function run(
  options: object,
  drivers: { readonly MISSING?: string; readonly BROKEN?: string } = {},
): [string[], [string, string] | null] {
  const entry = pathToFileURL(join(repositoryRoot, "src/index.ts")).href;
  const flags = ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", PROGRAM];
  const given = [...flags, entry, JSON.stringify(options)];
  const env = { ...process.env, ...drivers };
  return JSON.parse(execFileSync(process.execPath, given, { encoding: "utf8", env })) as [
    string[],
    [string, string] | null,
  ];
}

describe("a driver", () => {
  test("that is not used is not loaded", () => {
    expect(run({})).toEqual([[], null]);
    const [loaded] = run({ vector: { url: NOBODY, timeoutMs: 300 } });
    expect(loaded).toContain("@qdrant/js-client-rest");
    expect(loaded).not.toContain("neo4j-driver");
  });

  const vector = { url: NOBODY, timeoutMs: 300 };
  const graph = { url: "bolt://127.0.0.1:2", timeoutMs: 300 };

  test.each([
    ["@qdrant/js-client-rest", { vector }],
    ["neo4j-driver", { graph }],
  ])("%s that is not installed is an error that says what to install", (name, options) => {
    const [, problem] = run(options, { MISSING: name });
    expect(problem?.[0]).toBe("CONFIGURATION_INVALID");
    expect(problem?.[1]).toContain(`${name} is not installed: run npm install ${name}`);
  });

  test.each([
    ["@qdrant/js-client-rest", { vector }],
    ["neo4j-driver", { graph }],
  ])("%s that cannot be loaded is an error that says why", (name, options) => {
    const [, problem] = run(options, { BROKEN: name });
    expect(problem?.[0]).toBe("CONFIGURATION_INVALID");
    expect(problem?.[1]).toContain(`${name} is installed and fails to load`);
    expect(problem?.[1]).toContain("SyntaxError: Unexpected token 'export'");
  });
});

test("a file beside two servers is refused: nothing would be kept in it", async () => {
  const servers = { vector: { url: NOBODY }, graph: { url: "bolt://127.0.0.1:2" } };
  const error = await problemOf({ path: "memory.mnemograph", ...servers });
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(String(error)).toContain("everything is on servers and 'path' names a file");
});
