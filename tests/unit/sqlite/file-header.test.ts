import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { ConfigurationError } from "../../../src/index.ts";
import { readFileHeader } from "../../../src/sqlite/file-header.ts";
import { migrate } from "../../../src/sqlite/migrate.ts";
import { APPLICATION_ID } from "../../../src/sqlite/open-database.ts";
import { migrations } from "../../../src/sqlite/schema.ts";
import { SqliteFile } from "../../../src/sqlite/sqlite-file.ts";

const PAGE_BYTES = 8192;
const embedding = { id: "test", dimensions: 4 };

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mnemograph-header-"));
  path = join(folder, "memory.db");
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What a process leaves that is killed in a transaction: the file and its journal as they are in the midst of it. */
function killIn(sql: string, before = ""): void {
  const database = new DatabaseSync(path);
  // Of so small a cache pages are written before the commit, as the commit writes them.
  database.exec(
    `PRAGMA page_size = ${PAGE_BYTES}; ${before}; PRAGMA cache_size = 2; BEGIN; ${sql}`,
  );
  const left = ["", "-journal"].map((end) => [end, readFileSync(path + end)] as const);
  database.close();
  for (const [end, bytes] of left) writeFileSync(path + end, bytes);
}

/** The first page of a file of ours, which is the first that its commit writes. */
function firstPage(): Buffer {
  const whole = join(folder, "whole.db");
  SqliteFile.open({ path: whole, embedding }).close();
  return readFileSync(whole).subarray(0, PAGE_BYTES);
}

const schema = migrations.map(({ sql }) => sql).join("\n");

describe("a file whose process was killed while it was created", () => {
  test.each([
    ["its first page written", () => firstPage()],
    ["pages of it written, the first not yet", () => readFileSync(path)],
    ["less than a page of it written", () => Buffer.from("SQLite")],
  ])("is a new one: %s", (_, content) => {
    killIn(schema);
    writeFileSync(path, content());
    expect(readFileHeader(path)).toEqual({ kind: "empty" });
    const file = SqliteFile.open({ path, embedding });
    expect(file.get<{ count: number }>("SELECT count(*) AS count FROM tenant")?.count).toBe(0);
    file.close();
    expect(readFileHeader(path)).toMatchObject({ applicationId: APPLICATION_ID });
  });
});

test("a file whose process was killed while it wrote more is not new", () => {
  killIn("CREATE TABLE other (a)", "PRAGMA application_id = 77; CREATE TABLE one (a)");
  expect(readFileHeader(path)).toMatchObject({ kind: "database", applicationId: 77 });
});

test.each([
  ["empty", Buffer.alloc(0)],
  ["done with", Buffer.alloc(512)],
])("a journal that is %s says nothing", (_, journal) => {
  writeFileSync(path, "dear diary\n".repeat(1000));
  writeFileSync(`${path}-journal`, journal);
  expect(readFileHeader(path)).toEqual({ kind: "not-a-database" });
});

test("what another program has made since the look is left as it is", () => {
  const database = new DatabaseSync(path);
  database.exec("CREATE TABLE theirs (a)");
  const target = { applicationId: APPLICATION_ID, migrations, embedding, mayDiffer: false };
  expect(() => migrate(database, { ...target, action: "open it" })).toThrow(ConfigurationError);
  expect(database.prepare("SELECT name FROM sqlite_schema").all()).toEqual([{ name: "theirs" }]);
  database.close();
  expect(readdirSync(folder)).toEqual(["memory.db"]);
});
