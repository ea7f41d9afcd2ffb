import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import {
  ConfigurationError,
  InvalidArgumentError,
  InvariantError,
  StoreOperationError,
  StoreUnavailableError,
} from "../../../src/core/errors.ts";
import { SqliteJournal } from "../../../src/journal/sqlite/sqlite-journal.ts";
import { migrate } from "../../../src/sqlite/migrate.ts";
import { APPLICATION_ID } from "../../../src/sqlite/open-database.ts";
import type { SqliteFileOptions } from "../../../src/sqlite/open-database.ts";
import { migrations } from "../../../src/sqlite/schema.ts";
import { SqliteFile } from "../../../src/sqlite/sqlite-file.ts";
import { SqliteVectorStore } from "../../../src/vector/sqlite/sqlite-vector-store.ts";
import { pendingEntry } from "../../support/journal-entries.ts";
import { DIMENSIONS, memoryOf, tenantOf, turnOf, unit, wanting } from "../../support/points.ts";

const ANA = tenantOf("ana");
const embedding = { id: "test", dimensions: DIMENSIONS };

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mnemograph-file-"));
  path = join(folder, "memory.db");
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Opens the file, closed when the test ends. */
function open(overrides: Partial<SqliteFileOptions> = {}): SqliteFile {
  const file = SqliteFile.open({ path, embedding, ...overrides });
  onTestFinished(() => {
    file.close();
  });
  return file;
}

/** Opens the file without the house's code. */
function openPlain(): DatabaseSync {
  return new DatabaseSync(path);
}

function pragmaOf(file: SqliteFile, name: string): unknown {
  return Object.values(file.get<Record<string, unknown>>(`PRAGMA ${name}`) ?? {})[0];
}

describe("SqliteFile.open()", () => {
  test("creates the file and its folder, set up to keep what is acknowledged", () => {
    path = join(folder, "a", "b", "memory.db");
    const file = open();
    expect(file.embedding.identity.dimensions).toBe(DIMENSIONS);
    expect(file.path).toBe(path);
    const settings = ["journal_mode", "synchronous", "secure_delete", "page_size", "temp_store"];
    expect(settings.map((name) => pragmaOf(file, name))).toEqual(["wal", 2, 1, 8192, 2]);
    expect(pragmaOf(file, "application_id")).toBe(APPLICATION_ID);
    expect(pragmaOf(file, "user_version")).toBe(migrations.at(-1)?.version);
    expect(pragmaOf(file, "busy_timeout")).toBe(5000);
  });

  test.skipIf(process.platform === "win32")("lets only its owner read it", () => {
    const file = open();
    file.tenantId(ANA, { create: true });
    for (const name of readdirSync(folder)) {
      expect([name, (statSync(join(folder, name)).mode & 0o777).toString(8)]).toEqual([
        name,
        "600",
      ]);
    }
  });

  test("finds what was written before", () => {
    const first = SqliteFile.open({ path, embedding });
    const id = first.tenantId(ANA, { create: true });
    first.bumpRevision(id);
    first.close();
    const again = open();
    expect(again.tenantId(ANA)).toBe(id);
    expect(again.revision(id)).toBe(1);
  });

  test("takes an empty file as a new one", () => {
    writeFileSync(path, "");
    expect(open().tenantId(ANA)).toBeUndefined();
  });

  test("opens in memory", () => {
    const file = open({ path: ":memory:" });
    expect(file.tenantId(ANA, { create: true })).toBe(1);
    expect(file.sizeBytes()).toBeGreaterThan(0);
    expect(file.purge()).toEqual({ isComplete: true });
    expect(existsSync(":memory:")).toBe(false);
  });

  test("refuses options that make no sense", () => {
    const wrong: Partial<SqliteFileOptions>[] = [
      { path: "" },
      { path: "a\u0000b" },
      { embedding: { id: "test", dimensions: 0 } },
      { embedding: { id: "test", dimensions: 1.5 } },
      { busyTimeoutMs: -1 },
    ];
    for (const options of wrong) expect(() => open(options)).toThrow(InvalidArgumentError);
  });

  describe("leaves untouched what is not ours:", () => {
    const foreign: Record<string, () => void> = {
      "a text": () => {
        writeFileSync(path, "dear diary\n".repeat(1000));
      },
      "a very short text": () => {
        writeFileSync(path, "x");
      },
      "another program's database": () => {
        const database = openPlain();
        database.exec("PRAGMA application_id = 77; CREATE TABLE t (a); INSERT INTO t VALUES (1)");
        database.close();
      },
      "a database of nobody in particular": () => {
        const database = openPlain();
        database.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (a)");
        database.close();
      },
      "a database whose program was killed": () => {
        const database = openPlain();
        database.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (a)");
        const copies = ["", "-wal"].map((end) => [end, readFileSync(path + end)] as const);
        database.close();
        for (const [end, bytes] of copies) writeFileSync(path + end, bytes);
      },
    };

    test.each(Object.keys(foreign))("%s", (what) => {
      foreign[what]?.();
      const before = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]);
      expect(() => open()).toThrow(ConfigurationError);
      expect(() => open()).toThrow(/configure another path/);
      const after = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]);
      expect(after).toEqual(before);
    });
  });

  test("refuses a folder", () => {
    mkdirSync(path);
    expect(() => open()).toThrow(ConfigurationError);
  });

  test("says when a path leads through a file", () => {
    writeFileSync(path, "");
    expect(() => open({ path: join(path, "memory.db") })).toThrow(ConfigurationError);
  });

  test("refuses a file of a newer version and says what to install", () => {
    SqliteFile.open({ path, embedding }).close();
    const database = openPlain();
    database.exec("PRAGMA user_version = 99");
    database.close();
    const before = readFileSync(path);
    expect(() => open()).toThrow(ConfigurationError);
    expect(() => open()).toThrow(/version 99 .* install the version of mnemograph that wrote it/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test("refuses another embedding model and names reembed()", () => {
    SqliteFile.open({ path, embedding }).close();
    for (const other of [
      { id: "other", dimensions: DIMENSIONS },
      { id: "test", dimensions: 8 },
    ]) {
      expect(() => open({ embedding: other })).toThrow(ConfigurationError);
      expect(() => open({ embedding: other })).toThrow(/'test' with 4 dimensions.*reembed\(\)/);
    }
    expect(open().embedding.identity.dimensions).toBe(DIMENSIONS);
  });

  test("says when a file of ours is damaged", () => {
    SqliteFile.open({ path, embedding }).close();
    const bytes = readFileSync(path);
    bytes.fill(0x41, 8192 / 2);
    writeFileSync(path, bytes);
    let error: unknown;
    try {
      const file = open();
      file.tenantId(ANA, { create: true });
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(StoreOperationError);
    expect(String(error)).toMatch(/damaged/);
  });

  test("says when another process keeps the file locked", () => {
    SqliteFile.open({ path, embedding }).close();
    const other = openPlain();
    onTestFinished(() => {
      other.close();
    });
    other.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE meta SET value = value");
    expect(() => open({ busyTimeoutMs: 20 })).toThrow(StoreUnavailableError);
  });

  // Root may write where permissions say no; then nothing can be seen here.
  test.skipIf(process.getuid?.() === 0)("says when the folder is read-only", () => {
    chmodSync(folder, 0o500);
    expect(() => open()).toThrow(ConfigurationError);
    expect(() => open()).toThrow(/make both writable/);
  });

  test.skipIf(process.platform !== "linux")("says when it cannot write there at all", () => {
    for (const nowhere of ["/proc/memory.db", "/proc/mnemograph/memory.db"]) {
      expect(() => open({ path: nowhere })).toThrow(ConfigurationError);
      expect(() => open({ path: nowhere })).toThrow(/make both writable or configure another path/);
    }
  });

  test("leaves nothing behind when it fails halfway, and works the next time", () => {
    const action = "open a file";
    const target = { applicationId: APPLICATION_ID, embedding, mayDiffer: false, action };
    const broken = [...migrations, { version: 99, sql: "CREATE TABLE x (a); nonsense" }];
    const database = openPlain();
    expect(() => {
      migrate(database, { ...target, migrations: broken });
    }).toThrow(/syntax error/);
    const tables = database.prepare("SELECT count(*) AS count FROM sqlite_schema").get();
    expect(tables).toMatchObject({ count: 0 });
    database.close();
    expect(open().tenantId(ANA, { create: true })).toBe(1);
  });

  test("migrates a file of an older version and keeps what it holds", () => {
    const action = "open a file";
    const target = { applicationId: APPLICATION_ID, embedding, mayDiffer: false, action };
    const database = openPlain();
    migrate(database, { ...target, migrations: migrations.slice(0, 1) });
    database.exec("INSERT INTO tenant (name) VALUES ('user:ana')");
    const version = migrations.length + 1;
    const next = [...migrations, { version, sql: "ALTER TABLE tenant ADD COLUMN note TEXT" }];
    migrate(database, { ...target, migrations: next });
    migrate(database, { ...target, migrations: next });
    expect(database.prepare("SELECT name, note FROM tenant").get()).toMatchObject({
      name: "user:ana",
      note: null,
    });
    expect(database.prepare("PRAGMA user_version").get()).toEqual(
      expect.objectContaining({ user_version: version }),
    );
    database.close();
  });

  test("does not write to a file that is up to date", () => {
    SqliteFile.open({ path, embedding }).close();
    const before = readFileSync(path);
    SqliteFile.open({ path, embedding }).close();
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

describe("transactions", () => {
  const insert = "INSERT INTO meta (key, value) VALUES (?, ?)";
  const read = (file: SqliteFile, key: string): string | undefined =>
    file.get<{ value: string }>("SELECT value FROM meta WHERE key = ?", key)?.value;

  test("transaction() writes all or nothing", () => {
    const file = open();
    expect(
      file.transaction(() => {
        file.run(insert, "a", "1");
        expect(file.hasUncommitted).toBe(true);
        return 7;
      }),
    ).toBe(7);
    const failure = new Error("no");
    expect(() =>
      file.transaction(() => {
        file.run(insert, "b", "1");
        throw failure;
      }),
    ).toThrow(failure);
    expect([read(file, "a"), read(file, "b")]).toEqual(["1", undefined]);
    expect(file.hasUncommitted).toBe(false);
    expect(file.rollbackCount).toBe(1);
  });

  test("transaction() joins an outer one, which then cannot hide that it failed", () => {
    const file = open();
    file.transaction(() => {
      file.transaction(() => file.run(insert, "a", "1"));
      expect(file.snapshot(() => read(file, "a"))).toBe("1");
    });
    expect(read(file, "a")).toBe("1");
    expect(() =>
      file.transaction(() => {
        file.run(insert, "b", "1");
        try {
          file.transaction(() => {
            throw new Error("inner");
          });
        } catch {
          // As if nothing had happened.
        }
        return "done";
      }),
    ).toThrow("inner");
    expect(read(file, "b")).toBeUndefined();
  });

  test("a failed statement cannot be passed over either", () => {
    const file = open();
    expect(() =>
      file.transaction(() => {
        file.run(insert, "a", "1");
        expect(() => file.run(insert, "a", "2")).toThrow(StoreOperationError);
        expect(() => file.run(insert, "b", "2")).toThrow(StoreOperationError);
      }),
    ).toThrow(StoreOperationError);
    expect(read(file, "a")).toBeUndefined();
    file.transaction(() => file.run(insert, "a", "3"));
    expect(read(file, "a")).toBe("3");
  });

  test("dryRun() takes everything back, tenants included", () => {
    const file = open();
    const seen = file.dryRun(() => {
      file.run(insert, "a", "1");
      const id = file.tenantId(ANA, { create: true });
      expect(file.tenantId(ANA)).toBe(id);
      return read(file, "a");
    });
    expect(seen).toBe("1");
    expect(read(file, "a")).toBeUndefined();
    expect(file.tenantId(ANA)).toBeUndefined();
    const ben = file.tenantId(tenantOf("ben"), { create: true });
    expect(file.tenantId(ANA, { create: true })).not.toBe(ben);
  });

  test("snapshot() sees one state and does not write", () => {
    const file = open();
    const other = open();
    file.snapshot(() => {
      expect(read(file, "a")).toBeUndefined();
      other.run(insert, "a", "1");
      expect(read(file, "a")).toBeUndefined();
      expect(file.snapshot(() => read(file, "a"))).toBeUndefined();
    });
    expect(read(file, "a")).toBe("1");
    for (const write of [
      () => file.run(insert, "b", "1"),
      () => file.transaction(() => 1),
      () => file.tenantId(ANA, { create: true }),
      () => file.dryRun(() => 1),
      () => file.purge(),
    ]) {
      expect(() => file.snapshot<unknown>(write)).toThrow(InvariantError);
    }
    expect(read(file, "b")).toBeUndefined();
  });

  test("work that awaits is refused and taken back", () => {
    const file = open();
    expect(() =>
      file.transaction(async () => {
        file.run(insert, "a", "1");
      }),
    ).toThrow(InvariantError);
    expect(read(file, "a")).toBeUndefined();
  });

  test("a second writer waits, and gives up with a retryable error", () => {
    const file = open();
    const other = open({ busyTimeoutMs: 30 });
    file.transaction(() => {
      file.run(insert, "a", "1");
      const started = performance.now();
      let error: unknown;
      try {
        other.transaction(() => other.run(insert, "b", "1"));
      } catch (caught) {
        error = caught;
      }
      expect(performance.now() - started).toBeGreaterThan(15);
      expect(error).toBeInstanceOf(StoreUnavailableError);
      expect(error).toMatchObject({ isRetryable: true, code: "STORE_UNAVAILABLE" });
      expect(read(other, "a")).toBeUndefined();
    });
    other.transaction(() => other.run(insert, "b", "1"));
    expect([read(other, "a"), read(file, "b")]).toEqual(["1", "1"]);
  });

  test("what SQLite cannot take is our bug, and said to be", () => {
    const file = open();
    expect(() => file.run(insert, "a", { odd: true } as never)).toThrow(InvariantError);
    expect(() => file.get("SELECT nonsense FROM nowhere")).toThrow(StoreOperationError);
  });

  test("more statements than are kept do no harm", () => {
    const file = open();
    for (let index = 0; index < 600; index += 1) {
      expect(file.get(`SELECT ${index} AS value`)).toEqual(
        expect.objectContaining({ value: index }),
      );
    }
    expect(file.get("SELECT 0 AS value")).toEqual(expect.objectContaining({ value: 0 }));
  });
});

describe("tenantId()", () => {
  test("is one number a tenant, for every connection", () => {
    const file = open();
    const other = open();
    expect(file.tenantId(ANA)).toBeUndefined();
    const id = file.tenantId(ANA, { create: true });
    expect(other.tenantId(ANA)).toBe(id);
    expect(other.tenantId(ANA, { create: true })).toBe(id);
    const ben = other.tenantId(tenantOf("ben"), { create: true });
    expect(file.tenantId(tenantOf("ben"))).toBe(ben);
    expect(ben).not.toBe(id);
  });

  test("keeps tenants apart that differ in case, form or space only", () => {
    const file = open();
    const names = ["Ana", "ana", "ana ", "a\u00f1a", "an\u0303a", "\u0430na"];
    const ids = names.map((name) => file.tenantId(tenantOf(name), { create: true }));
    expect(new Set(ids).size).toBe(names.length);
  });

  test("bumpRevision() counts up by one for each tenant", () => {
    const file = open();
    const ana = file.tenantId(ANA, { create: true });
    const ben = file.tenantId(tenantOf("ben"), { create: true });
    expect(file.revision(ana)).toBe(0);
    expect([file.bumpRevision(ana), file.bumpRevision(ana)]).toEqual([1, 2]);
    expect([file.revision(ana), file.revision(ben)]).toEqual([2, 0]);
    expect(() => file.bumpRevision(99)).toThrow(InvariantError);
  });
});

describe("a full or read-only disk", () => {
  test("a full disk is an error that says so, and loses nothing", () => {
    const file = open();
    const store = new SqliteVectorStore(file);
    store.insert(ANA, [memoryOf({ id: "kept", text: "kept" })]);
    store.searchDense(ANA, unit(1), wanting());
    const pages = Number(pragmaOf(file, "page_count"));
    file.get(`PRAGMA max_page_count = ${pages}`);
    const text = "long ".repeat(20_000);
    const big = Array.from({ length: 20 }, (_, index) => memoryOf({ id: `big${index}`, text }));
    let error: unknown;
    try {
      file.transaction(() => {
        store.insert(ANA, [memoryOf({ id: "small" })]);
        store.insert(ANA, big);
      });
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(StoreOperationError);
    expect(String(error)).toMatch(/the disk is full/);
    expect(store.ids(ANA, { cursor: null, limit: 10 }).items).toEqual(["kept"]);
    expect(store.searchDense(ANA, unit(1), wanting()).map(({ id }) => id)).toEqual(["kept"]);
    file.get("PRAGMA max_page_count = 1000000");
    store.insert(ANA, big);
    expect(store.searchDense(ANA, unit(1), wanting({ limit: 50 }))).toHaveLength(21);
    expect(pragmaOf(file, "integrity_check")).toBe("ok");
  });

  // Root may write where permissions say no, so the connection itself is made read-only.
  test("a read-only file is an error that says so", () => {
    const file = open();
    file.get("PRAGMA query_only = 1");
    const store = new SqliteVectorStore(file);
    let error: unknown;
    try {
      store.insert(ANA, [memoryOf({ id: "a" })]);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(StoreOperationError);
    expect(String(error)).toMatch(/read-only/);
    expect(store.get(ANA, ["a"])).toEqual([]);
  });
});

describe("purge()", () => {
  /** Whether a text is in the file or in anything beside it, as UTF-8 or UTF-16. */
  function isOnDisk(text: string): boolean {
    return readdirSync(folder)
      .filter((name) => !name.endsWith("-shm"))
      .some((name) => {
        const bytes = readFileSync(join(folder, name));
        return bytes.includes(text) || bytes.includes(Buffer.from(text, "utf16le"));
      });
  }

  test("leaves nothing of what was erased, in file or log", () => {
    const file = open();
    const store = new SqliteVectorStore(file);
    const journal = new SqliteJournal(file);
    const noise = Array.from({ length: 200 }, (_, index) =>
      memoryOf({ id: `n${index}`, text: `noise number ${index} `.repeat(20) }),
    );
    store.insert(ANA, noise.slice(0, 100));
    const secret = "xyzzyplugh";
    const revised = "frobnicate";
    store.insert(ANA, [
      memoryOf({
        id: "m",
        text: `${secret} memory ${"long ".repeat(5000)}`,
        projection: { metadata: { note: secret } },
      }),
      turnOf({ id: "t", text: `${secret} turn`, metadata: { note: "kept" } }),
      turnOf({ id: "r", text: `${secret} redacted` }),
    ]);
    store.revise(
      ANA,
      {
        id: "r1",
        memoryId: "m",
        text: revised,
        textKey: revised,
        searchText: revised,
        recordedAt: 1,
      },
      unit(1),
    );
    journal.begin(
      ANA,
      pendingEntry("e", { plan: JSON.stringify({ says: secret }), leaseUntil: 1 }),
    );
    store.insert(ANA, noise.slice(100));
    expect([isOnDisk(secret), isOnDisk(revised)]).toEqual([true, true]);
    const outcome = { results: [], relations: { added: [], closed: [], retracted: [] } };
    journal.finish(ANA, "e", outcome, []);
    store.remove(ANA, ["m", "t"]);
    store.redact(ANA, ["r"]);
    expect(file.purge()).toEqual({ isComplete: true });
    expect([isOnDisk(secret), isOnDisk(revised)]).toEqual([false, false]);
    expect(statSync(`${path}-wal`).size).toBe(0);
    expect(isOnDisk("noise number 7 ")).toBe(true);
    expect(pragmaOf(file, "integrity_check")).toBe("ok");
  });

  test("leaves no copy that SQLite made when it moved rows", () => {
    const file = open();
    // Rows that go in and out in no order are moved most; some 5 of these leave a copy.
    file.run("CREATE TABLE moved (seq INTEGER PRIMARY KEY, id TEXT, text TEXT)");
    file.run("CREATE INDEX moved_id ON moved (id)");
    let state = 1;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
      return Math.floor((state / 2 ** 31) * below);
    };
    const live: { readonly seq: number; readonly canary: string }[] = [];
    const erased: string[] = [];
    const insert = (canary: string): void => {
      const seq = random(1e12);
      live.push({ seq, canary });
      const text = canary + "x".repeat(random(300));
      file.run("INSERT INTO moved VALUES (?, ?, ?)", seq, `${random(1e9)}${canary}`, text);
    };
    const erase = (): void => {
      const [{ seq, canary } = { seq: 0, canary: "" }] = live.splice(random(live.length), 1);
      erased.push(canary);
      file.run("DELETE FROM moved WHERE seq = ?", seq);
    };
    for (let round = 0; round < 200; round += 1) {
      file.transaction(() => {
        for (let index = 0; index < 50; index += 1) insert(`<${round}-${index}>`);
      });
      file.transaction(() => {
        for (let index = 0; index < 40; index += 1) erase();
      });
    }
    expect(file.purge()).toEqual({ isComplete: true });
    const found = new Set(readFileSync(path, "latin1").match(/<\d+-\d+>/g));
    expect(erased.filter((canary) => found.has(canary))).toEqual([]);
    expect(live.every(({ canary }) => found.has(canary))).toBe(true);
  });

  test("says when a reader is in the way, and works once it has gone", () => {
    const file = open();
    const other = open();
    const store = new SqliteVectorStore(file);
    store.insert(ANA, [memoryOf({ id: "m", text: "xyzzyplugh" })]);
    other.snapshot(() => {
      other.get("SELECT count(*) FROM point");
      store.remove(ANA, ["m"]);
      const started = performance.now();
      expect(file.purge()).toEqual({ isComplete: false });
      expect(performance.now() - started).toBeLessThan(3000);
    });
    expect(file.purge({ isThorough: true })).toEqual({ isComplete: true });
    expect(isOnDisk("xyzzyplugh")).toBe(false);
    expect(pragmaOf(file, "busy_timeout")).toBe(5000);
  });

  test("is not allowed in a transaction", () => {
    const file = open();
    expect(() => file.transaction(() => file.purge())).toThrow(InvariantError);
  });
});

describe("two connections", () => {
  test("each sees what the other writes, changes and deletes, also in its cache", () => {
    const [one, two] = [new SqliteVectorStore(open()), new SqliteVectorStore(open())];
    const idsOf = (store: SqliteVectorStore): string[] =>
      store
        .searchDense(ANA, unit(1), wanting())
        .map(({ id }) => id)
        .toSorted();
    one.insert(ANA, [memoryOf({ id: "a" }), memoryOf({ id: "b" })]);
    expect([idsOf(one), idsOf(two)]).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
    two.insert(ANA, [memoryOf({ id: "c", text: "skiing" })]);
    expect(idsOf(one)).toEqual(["a", "b", "c"]);
    expect(one.searchKeywords(ANA, ["ski"], wanting()).hits).toHaveLength(1);
    one.remove(ANA, ["b", "c"]);
    expect(idsOf(two)).toEqual(["a"]);
    expect(two.searchKeywords(ANA, ["ski"], wanting()).hits).toEqual([]);
    two.insert(ANA, [memoryOf({ id: "b", embedding: unit(0, 1) })]);
    one.project(
      ANA,
      new Map([["a", { ...memoryOf({ id: "a" }).projection, revision: 1, spells: [] }]]),
    );
    expect([idsOf(one), idsOf(two)]).toEqual([["b"], ["b"]]);
    one.removeTenant(ANA);
    expect([idsOf(one), idsOf(two)]).toEqual([[], []]);
  });

  test("the cache forgets what was read in a transaction that was taken back", () => {
    const file = open();
    const store = new SqliteVectorStore(file);
    const other = new SqliteVectorStore(open());
    const idsOf = (): string[] => store.searchDense(ANA, unit(1), wanting()).map(({ id }) => id);
    store.insert(ANA, [memoryOf({ id: "a" })]);
    expect(idsOf()).toEqual(["a"]);
    file.dryRun(() => {
      store.insert(ANA, [memoryOf({ id: "dry" })]);
      store.remove(ANA, ["a"]);
      expect(idsOf()).toEqual(["dry"]);
    });
    // These get the very stamps that the dry run had.
    other.insert(ANA, [memoryOf({ id: "b" })]);
    other.remove(ANA, ["nobody"]);
    expect(idsOf()).toEqual(["a", "b"]);
    expect(() =>
      file.transaction(() => {
        store.insert(ANA, [memoryOf({ id: "c" })]);
        expect(idsOf()).toEqual(["a", "b", "c"]);
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(idsOf()).toEqual(["a", "b"]);
  });

  test("a dry run that searches before it writes keeps the cache", () => {
    const file = open();
    const store = new SqliteVectorStore(file);
    store.insert(ANA, [memoryOf({ id: "a" })]);
    file.dryRun(() => {
      store.searchDense(ANA, unit(1), wanting());
      store.insert(ANA, [memoryOf({ id: "b" })]);
    });
    expect(store.cached.tenants).toBe(1);
    expect(store.searchDense(ANA, unit(1), wanting()).map(({ id }) => id)).toEqual(["a"]);
  });
});

test("the cache stays within its bound, and the least recently used goes first", () => {
  const file = open();
  const probe = new SqliteVectorStore(file);
  const tenants = ["a", "b", "c", "d"].map(tenantOf);
  for (const tenant of tenants) {
    probe.insert(
      tenant,
      Array.from({ length: 20 }, (_, index) => memoryOf({ id: `p${index}` })),
    );
    probe.searchDense(tenant, unit(1), wanting());
  }
  expect(probe.cached.tenants).toBe(4);
  const cacheBytes = probe.cached.bytes * 0.6;
  const store = new SqliteVectorStore(file, { cacheBytes });
  for (const tenant of [...tenants, ...tenants]) {
    expect(store.searchDense(tenant, unit(1), wanting({ limit: 50 }))).toHaveLength(20);
    expect(store.cached.bytes).toBeLessThanOrEqual(cacheBytes);
  }
  expect(store.cached.tenants).toBe(2);
});

describe("several processes", () => {
  const script = fileURLToPath(new URL("write-file-process.ts", import.meta.url));

  test("may open a new file and write to it at once", async () => {
    const names = ["p1", "p2", "p3", "p4"];
    const count = 25;
    // Long enough for each to be there.
    const startAt = String(Date.now() + 1500);
    const ends = await Promise.all(
      names.map(
        (name) =>
          new Promise<string>((resolve) => {
            const child = spawn(
              process.execPath,
              ["--disable-warning=ExperimentalWarning", script, path, name, String(count), startAt],
              { stdio: ["ignore", "ignore", "pipe"] },
            );
            let output = "";
            child.stderr.on("data", (chunk: Buffer) => {
              output += chunk.toString();
            });
            child.on("close", (code) => {
              resolve(code === 0 ? "" : output);
            });
          }),
      ),
    );
    expect(ends).toEqual(names.map(() => ""));
    const file = open();
    const store = new SqliteVectorStore(file);
    const shared = store.counts(tenantOf("shared"));
    expect(shared.trait).toBe(count);
    const { hits } = store.searchKeywords(tenantOf("shared"), ["word"], wanting({ limit: 1000 }));
    expect(hits).toHaveLength(count);
    for (const name of names) expect(store.counts(tenantOf(name)).trait).toBe(count);
    expect(pragmaOf(file, "integrity_check")).toBe("ok");
  });
});

test("close() is final and may be repeated", () => {
  const file = open();
  file.close();
  file.close();
  for (const call of [
    () => file.run("DELETE FROM meta"),
    () => file.get("SELECT 1"),
    () => file.all("SELECT 1"),
    () => file.transaction(() => 1),
    () => file.snapshot(() => 1),
    () => file.dryRun(() => 1),
    () => file.tenantId(ANA),
    () => file.tenantId(ANA, { create: true }),
    () => file.revision(1),
    () => file.sizeBytes(),
    () => file.purge(),
  ]) {
    expect(call).toThrow(StoreOperationError);
    expect(call).toThrow(/it is closed/);
  }
  expect(() => {
    const inside = open();
    inside.transaction(() => {
      inside.close();
    });
  }).toThrow(InvariantError);
});
