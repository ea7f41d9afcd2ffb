/** Bounds of the embedded file: what it keeps in memory, and what a purge writes anew and waits for. */
import { DatabaseSync } from "node:sqlite";
import { afterEach, expect, test, vi } from "vitest";

import type { SqliteFileOptions } from "../../../src/sqlite/open-database.ts";
import { SqliteFile } from "../../../src/sqlite/sqlite-file.ts";
import { tenantOf } from "../../support/points.ts";

const files: SqliteFile[] = [];

function open(options: Partial<SqliteFileOptions> = {}): SqliteFile {
  const file = SqliteFile.open({
    path: ":memory:",
    embedding: { id: "test", dimensions: 4 },
    ...options,
  });
  files.push(file);
  return file;
}

afterEach(() => {
  vi.restoreAllMocks();
  for (const file of files.splice(0)) file.close();
});

test("sqlite/sqlite-file.ts MAX_STATEMENTS is 256: so many stay prepared, and the oldest goes first", () => {
  const file = open();
  const read = (number: number): unknown => file.get(`SELECT ${number}`);
  for (let number = 1; number <= 256; number += 1) read(number);
  const prepare = vi.spyOn(DatabaseSync.prototype, "prepare");
  read(1);
  expect(prepare).not.toHaveBeenCalled();
  read(257);
  read(2);
  expect(prepare).toHaveBeenCalledTimes(1);
  read(1);
  expect(prepare).toHaveBeenCalledTimes(2);
});

test("sqlite/sqlite-file.ts MAX_TENANT_IDS is 10,000: so many numbers of tenants are kept", () => {
  const file = open();
  const names = Array.from({ length: 10_001 }, (_, index) => tenantOf(`user${index}`));
  file.transaction(() => {
    for (const name of names) file.tenantId(name, { create: true });
  });
  const [first = tenantOf("none"), ...others] = names;
  const last = others.pop() ?? first;
  for (const name of [first, ...others]) file.tenantId(name);
  const read = vi.spyOn(file, "get");
  file.tenantId(first);
  expect(read).not.toHaveBeenCalled();
  file.tenantId(last);
  expect(read).toHaveBeenCalledTimes(1);
  file.tenantId(first);
  expect(read).toHaveBeenCalledTimes(2);
});

test("sqlite/sqlite-file.ts MAX_REWRITTEN_PAGES is 8,192: a purge writes no larger file anew", () => {
  const file = open();
  const pages = (): number =>
    file.get<{ count: number }>("SELECT page_count AS count FROM pragma_page_count")?.count ?? 0;
  file.run("CREATE TABLE filler (bytes BLOB)");
  const fillUpTo = (count: number): void => {
    file.run("INSERT INTO filler VALUES (zeroblob(?))", (count - 2 - pages()) * 8_000);
    while (pages() < count) file.run("INSERT INTO filler VALUES (zeroblob(4000))");
    expect(pages()).toBe(count);
  };
  fillUpTo(8_192);
  const exec = vi.spyOn(DatabaseSync.prototype, "exec");
  expect(file.purge().isComplete).toBe(true);
  expect(exec).toHaveBeenCalledWith("VACUUM");
  exec.mockClear();
  fillUpTo(8_193);
  expect(file.purge().isComplete).toBe(false);
  expect(exec).not.toHaveBeenCalledWith("VACUUM");
});

test.each([
  [499, 499],
  [500, 500],
  [501, 500],
])(
  "sqlite/sqlite-file.ts MAX_PURGE_WAIT_MS is 500: where others wait %d ms, a purge waits %d",
  (busyTimeoutMs, waitMs) => {
    const file = open({ busyTimeoutMs });
    const exec = vi.spyOn(DatabaseSync.prototype, "exec");
    file.purge();
    expect(exec.mock.calls[0]).toEqual([`PRAGMA busy_timeout = ${waitMs}`]);
    expect(exec).toHaveBeenLastCalledWith(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  },
);
