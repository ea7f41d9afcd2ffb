import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { importProblem } from "../support/arrows.ts";
import { repositoryRoot } from "../support/source-files.ts";

/** [the importing file, what it imports]: each arrow the wrong way round, at each depth. */
const forbidden: readonly (readonly [file: string, specifier: string])[] = [
  // Everything above core, from core and from a folder in it.
  ["core/x.ts", "../text/tokens.ts"],
  ["core/x.ts", "../sqlite/connection.ts"],
  ["core/x.ts", "../vector/vector-store.ts"],
  ["core/x.ts", "../graph/graph-store.ts"],
  ["core/x.ts", "../journal/journal.ts"],
  ["core/x.ts", "../prompts/extract.ts"],
  ["core/x.ts", "../models/language-model.ts"],
  ["core/x.ts", "../pipeline/recover.ts"],
  ["core/x.ts", "../operations/table.ts"],
  ["core/x.ts", "../faces/cli/main.ts"],
  ["core/x.ts", "../studio/page.ts"],
  ["core/x.ts", "../memory.ts"],
  ["core/x.ts", "../open-stores.ts"],
  ["core/x.ts", "../defaults.ts"],
  ["core/x.ts", "../index.ts"],
  ["core/x.ts", "node:sqlite"],
  ["core/relations/x.ts", "../../text/tokens.ts"],
  ["core/relations/x.ts", "../../graph/graph-store.ts"],
  ["core/relations/x.ts", "../../memory.ts"],
  ["core/relations/x.ts", "../../open-stores.ts"],
  // text and sqlite import only core.
  ["text/x.ts", "../sqlite/connection.ts"],
  ["text/x.ts", "../vector/vector-store.ts"],
  ["text/x.ts", "../prompts/extract.ts"],
  ["text/x.ts", "../pipeline/recover.ts"],
  ["text/x.ts", "../memory.ts"],
  ["sqlite/x.ts", "../text/tokens.ts"],
  ["sqlite/x.ts", "../journal/journal.ts"],
  ["sqlite/x.ts", "../pipeline/recover.ts"],
  ["qdrant/x.ts", "../text/tokens.ts"],
  ["qdrant/x.ts", "../vector/vector-store.ts"],
  ["qdrant/x.ts", "../sqlite/connection.ts"],
  ["qdrant/x.ts", "neo4j-driver"],
  ["vector/x.ts", "../qdrant/qdrant-connection.ts"],
  ["vector/sqlite/x.ts", "../../qdrant/qdrant-connection.ts"],
  ["pipeline/x.ts", "../qdrant/qdrant-connection.ts"],
  ["memory.ts", "./qdrant/qdrant-connection.ts"],
  ["reader/x.ts", "../text/tokens.ts"],
  ["reader/x.ts", "../models/language-model.ts"],
  ["reader/x.ts", "../pipeline/recover.ts"],
  ["reader/x.ts", "../memory.ts"],
  ["core/x.ts", "../reader/read-items.ts"],
  ["text/x.ts", "../reader/read-items.ts"],
  ["models/x.ts", "../reader/read-items.ts"],
  // The ports and prompts never import one another.
  ["vector/x.ts", "../graph/graph-store.ts"],
  ["vector/x.ts", "../journal/journal.ts"],
  ["vector/x.ts", "../prompts/extract.ts"],
  ["vector/x.ts", "../models/embedding-model.ts"],
  ["vector/x.ts", "../sqlite/connection.ts"],
  ["vector/x.ts", "../pipeline/recover.ts"],
  ["vector/x.ts", "./sqlite/sqlite-vector-store.ts"],
  ["graph/x.ts", "../vector/vector-store.ts"],
  ["graph/x.ts", "../memory.ts"],
  ["graph/x.ts", "node:sqlite"],
  ["graph/x.ts", "neo4j-driver"],
  ["journal/x.ts", "../graph/graph-store.ts"],
  ["journal/x.ts", "../vector/vector-store.ts"],
  ["models/x.ts", "../prompts/extract.ts"],
  ["models/x.ts", "openai"],
  ["prompts/x.ts", "../models/language-model.ts"],
  ["prompts/reader/x.ts", "../../models/language-model.ts"],
  ["prompts/reader/x.ts", "../../pipeline/recover.ts"],
  // A vendor's folder imports its own port, text, core, that vendor's package (and sqlite).
  ["vector/sqlite/x.ts", "../../graph/graph-store.ts"],
  ["vector/sqlite/x.ts", "../../journal/sqlite/sqlite-journal.ts"],
  ["vector/sqlite/x.ts", "../qdrant/qdrant-vector-store.ts"],
  ["vector/sqlite/x.ts", "../../pipeline/recover.ts"],
  ["vector/sqlite/x.ts", "../../open-stores.ts"],
  ["vector/sqlite/x.ts", "zod"],
  ["vector/qdrant/x.ts", "../sqlite/sqlite-vector-store.ts"],
  ["vector/qdrant/x.ts", "../../sqlite/connection.ts"],
  ["vector/qdrant/x.ts", "../../graph/graph-store.ts"],
  ["vector/qdrant/x.ts", "neo4j-driver"],
  ["graph/ledger/x.ts", "../sqlite/sqlite-graph-store.ts"],
  ["graph/ledger/x.ts", "../neo4j/neo4j-graph-store.ts"],
  ["graph/ledger/x.ts", "../../vector/vector-store.ts"],
  ["graph/sqlite/x.ts", "../../vector/vector-store.ts"],
  ["graph/sqlite/x.ts", "../neo4j/neo4j-graph-store.ts"],
  ["graph/neo4j/x.ts", "../../sqlite/connection.ts"],
  ["graph/neo4j/x.ts", "../sqlite/sqlite-graph-store.ts"],
  ["graph/neo4j/x.ts", "@qdrant/js-client-rest"],
  ["graph/neo4j/x.ts", "node:sqlite"],
  ["graph/neo4j/statements/x.ts", "../../../vector/vector-store.ts"],
  ["graph/neo4j/statements/x.ts", "../../sqlite/edges.ts"],
  ["journal/sqlite/x.ts", "../../vector/vector-store.ts"],
  ["journal/sqlite/x.ts", "../../graph/sqlite/sqlite-graph-store.ts"],
  ["models/lexical/x.ts", "../../vector/vector-store.ts"],
  ["models/lexical/x.ts", "../openai/openai-model.ts"],
  ["models/lexical/x.ts", "zod"],
  ["models/lexical/x.ts", "../../prompts/extract.ts"],
  ["models/openai/x.ts", "../lexical/lexical-embedding-model.ts"],
  ["models/openai/x.ts", "ai"],
  // pipeline knows the ports, no vendor, no connection and nothing above it.
  ["pipeline/x.ts", "../vector/sqlite/sqlite-vector-store.ts"],
  ["pipeline/x.ts", "../models/lexical/lexical-embedding-model.ts"],
  ["pipeline/x.ts", "../sqlite/connection.ts"],
  ["pipeline/x.ts", "../memory.ts"],
  ["pipeline/x.ts", "../operations/table.ts"],
  ["pipeline/add/x.ts", "../../graph/sqlite/sqlite-graph-store.ts"],
  ["pipeline/add/x.ts", "../../open-stores.ts"],
  ["pipeline/add/x.ts", "../../faces/cli/main.ts"],
  ["pipeline/add/x.ts", "../../studio/page.ts"],
  // The facade and what opens stores.
  ["memory.ts", "./operations/table.ts"],
  ["memory.ts", "./faces/cli/main.ts"],
  ["memory.ts", "./vector/sqlite/sqlite-vector-store.ts"],
  ["memory.ts", "./sqlite/connection.ts"],
  ["memory.ts", "./index.ts"],
  ["open-stores.ts", "./operations/table.ts"],
  ["open-stores.ts", "./index.ts"],
  // What stands above the facade.
  ["operations/x.ts", "../faces/cli/main.ts"],
  ["operations/x.ts", "../studio/page.ts"],
  ["operations/x.ts", "../open-stores.ts"],
  ["operations/x.ts", "../index.ts"],
  ["operations/x.ts", "../graph/sqlite/sqlite-graph-store.ts"],
  ["operations/x.ts", "../sqlite/connection.ts"],
  ["studio/x.ts", "../faces/cli/main.ts"],
  ["studio/x.ts", "../vector/sqlite/sqlite-vector-store.ts"],
  ["faces/cli/x.ts", "../rest/server.ts"],
  ["faces/cli/x.ts", "../../studio/page.ts"],
  ["faces/cli/x.ts", "../../open-stores.ts"],
  ["faces/cli/x.ts", "../../graph/sqlite/sqlite-graph-store.ts"],
  ["faces/cli/x.ts", "neo4j-driver"],
  // testing knows the ports, core and the lexical embedder; nothing knows testing.
  ["testing/x.ts", "../graph/sqlite/sqlite-graph-store.ts"],
  ["testing/x.ts", "../models/openai/openai-language-model.ts"],
  ["testing/x.ts", "../pipeline/engine.ts"],
  ["testing/x.ts", "../memory.ts"],
  ["testing/x.ts", "../index.ts"],
  ["testing/x.ts", "openai"],
  ["testing/openai-server/x.ts", "../../text/tokens.ts"],
  ["core/x.ts", "../testing/testing.ts"],
  ["models/x.ts", "../testing/testing.ts"],
  ["models/openai/x.ts", "../../testing/testing.ts"],
  ["pipeline/x.ts", "../testing/testing.ts"],
  ["memory.ts", "./testing/testing.ts"],
  ["open-stores.ts", "./testing/testing.ts"],
  ["operations/x.ts", "../testing/testing.ts"],
  ["studio/x.ts", "../testing/testing.ts"],
  ["faces/cli/x.ts", "../../testing/testing.ts"],
];

const allowed: readonly (readonly [file: string, specifier: string])[] = [
  ["qdrant/x.ts", "../core/errors.ts"],
  ["qdrant/x.ts", "@qdrant/js-client-rest"],
  ["vector/qdrant/x.ts", "../../qdrant/qdrant-connection.ts"],
  ["journal/qdrant/x.ts", "../../qdrant/qdrant-connection.ts"],
  ["open-stores.ts", "./qdrant/qdrant-connection.ts"],
  ["core/x.ts", "./errors.ts"],
  ["core/x.ts", "node:crypto"],
  ["core/relations/x.ts", "../memory.ts"],
  ["text/x.ts", "../core/errors.ts"],
  ["text/x.ts", "stemmer"],
  ["sqlite/x.ts", "../core/errors.ts"],
  ["sqlite/x.ts", "node:sqlite"],
  ["reader/x.ts", "../core/errors.ts"],
  ["reader/x.ts", "jsonrepair"],
  ["pipeline/add/x.ts", "../../reader/read-items.ts"],
  ["vector/x.ts", "../text/tokens.ts"],
  ["vector/x.ts", "./vector-store.ts"],
  ["vector/sqlite/x.ts", "../vector-store.ts"],
  ["vector/sqlite/x.ts", "../../core/errors.ts"],
  ["vector/sqlite/x.ts", "../../text/tokens.ts"],
  ["vector/sqlite/x.ts", "../../sqlite/connection.ts"],
  ["vector/sqlite/x.ts", "node:sqlite"],
  ["graph/sqlite/x.ts", "../../sqlite/connection.ts"],
  ["journal/sqlite/x.ts", "../../sqlite/connection.ts"],
  ["vector/qdrant/x.ts", "@qdrant/js-client-rest"],
  ["graph/neo4j/x.ts", "neo4j-driver"],
  ["graph/neo4j/statements/x.ts", "../../graph-store.ts"],
  ["graph/neo4j/statements/x.ts", "../neo4j-graph-store.ts"],
  ["models/openai/x.ts", "openai"],
  ["models/lexical/x.ts", "../embedding-model.ts"],
  ["prompts/x.ts", "./reader/reader.ts"],
  ["prompts/x.ts", "zod"],
  ["pipeline/x.ts", "../graph/graph-store.ts"],
  ["pipeline/add/x.ts", "../../vector/vector-store.ts"],
  ["pipeline/add/x.ts", "../../prompts/reader/reader.ts"],
  ["pipeline/add/x.ts", "../search/fuse.ts"],
  ["memory.ts", "./open-stores.ts"],
  ["memory.ts", "./pipeline/recover.ts"],
  ["memory.ts", "./core/errors.ts"],
  ["open-stores.ts", "./vector/sqlite/sqlite-vector-store.ts"],
  ["open-stores.ts", "./sqlite/connection.ts"],
  ["open-stores.ts", "./defaults.ts"],
  ["index.ts", "./models/lexical/lexical-embedding-model.ts"],
  ["index.ts", "./memory.ts"],
  ["operations/x.ts", "../memory.ts"],
  ["operations/x.ts", "zod"],
  ["faces/cli/x.ts", "../../operations/table.ts"],
  ["faces/cli/x.ts", "../../memory.ts"],
  ["faces/ai-sdk/x.ts", "ai"],
  ["testing/x.ts", "../core/errors.ts"],
  ["testing/x.ts", "../models/language-model.ts"],
  ["testing/x.ts", "../vector/vector-store.ts"],
  ["testing/openai-server/x.ts", "../../models/lexical/lexical-embedding-model.ts"],
  ["testing/openai-server/x.ts", "node:http"],
];

describe("the arrows", () => {
  let folder: string;
  let reported: ReadonlySet<string>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "mnemograph-arrows-"));
    const importsOf = Map.groupBy([...forbidden, ...allowed], ([file]) => file);
    for (const [file, imports] of importsOf) {
      const path = join(folder, "src", file);
      const lines = imports.map(
        ([, specifier], index) => `import { n${index} } from "${specifier}";\n`,
      );
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, lines.join(""));
    }
    reported = lint(folder);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(forbidden)("%s must not import %s", (file, specifier) => {
    expect(importProblem(file, specifier)).toBeTypeOf("string");
    expect(reported).toContain(`${file} imports ${specifier}`);
  });

  test.each(allowed)("%s may import %s", (file, specifier) => {
    expect(importProblem(file, specifier)).toBeUndefined();
    expect(reported).not.toContain(`${file} imports ${specifier}`);
  });

  test("an import of a folder nobody planned is a problem", () => {
    expect(importProblem("core/x.ts", "../drawer/thing.ts")).toContain("know no such folder");
    expect(importProblem("drawer/x.ts", "../core/errors.ts")).toContain("know no such folder");
    expect(importProblem("core/x.ts", "../../tests/support/fakes.ts")).toBe("it is outside src/");
    expect(importProblem("core/x.ts", "mnemograph")).toContain("relative");
  });
});

/** Lists what the linter, with the repository's configuration, reports: "file imports specifier". */
function lint(folder: string): ReadonlySet<string> {
  for (const name of [".oxlintrc.json", ".oxlint-arrows.json"]) {
    copyFileSync(join(repositoryRoot, name), join(folder, name));
  }
  const { diagnostics } = JSON.parse(execOxlint(folder)) as {
    diagnostics: { code: string; filename: string; message: string }[];
  };
  return new Set(
    diagnostics
      .filter(({ code }) => code.includes("no-restricted-imports"))
      .map(({ filename, message }) => {
        const file = filename.replaceAll("\\", "/").replace("src/", "");
        return `${file} imports ${/'([^']+)'/.exec(message)?.[1]}`;
      }),
  );
}

function execOxlint(cwd: string): string {
  const bin = join(repositoryRoot, "node_modules", "oxlint", "bin", "oxlint");
  try {
    return execFileSync(process.execPath, [bin, "--format=json", "src"], { cwd, encoding: "utf8" });
  } catch (error) {
    // It exits with 1 when it finds something, which it must.
    return (error as { stdout: string }).stdout;
  }
}
