import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, onTestFinished, test, vi } from "vitest";

import {
  type BackupProgress,
  ConfigurationError,
  InvalidArgumentError,
  Memory,
  MnemographError,
} from "../../../src/index.ts";
import { openMemory, temporaryPath } from "../../support/behaviour.ts";
import { stateOf } from "../../support/memory-state.ts";

const KIRK = { userId: "kirk" };

/** A file of several megabytes, and where its backup goes. */
async function openFilled(): Promise<{
  readonly memory: Memory;
  readonly path: string;
  readonly to: string;
}> {
  const path = temporaryPath();
  const memory = await openMemory({ path });
  const metadata = { long: "x".repeat(49_000) };
  for (let index = 0; index < 100; index += 1) {
    await memory.add(`Note ${index}`, { ...KIRK, infer: false, metadata });
  }
  await memory.add("My sister Ana lives in Porto. 我喜欢咖啡。", KIRK);
  return { memory, path, to: join(dirname(path), "backups", "memory.backup") };
}

/** How many pages of 8 KiB a file has. */
function pagesOf(path: string): number {
  return statSync(path).size / 8_192;
}

async function expectSame(memory: Memory, path: string): Promise<void> {
  const copy = await Memory.open({ path });
  try {
    expect(await stateOf(copy, KIRK)).toEqual(await stateOf(memory, KIRK));
    const [own, other] = [await memory.search("Ana", KIRK), await copy.search("Ana", KIRK)];
    expect(other.results).toEqual(own.results);
    expect(await copy.verify()).toMatchObject({ isSound: true });
  } finally {
    await copy.close();
  }
}

describe("backup()", () => {
  test("writes a file that answers the same, readable by its owner alone", async () => {
    const { memory, to } = await openFilled();
    const told: BackupProgress[] = [];
    await memory.backup(to, { onProgress: (progress) => told.push(progress) });
    expect(told.every(({ done, total }) => done <= total)).toBe(true);
    expect(told.map(({ done }) => done)).toEqual(
      told.map(({ done }) => done).toSorted((a, b) => a - b),
    );
    expect(told.at(-1)).toEqual({ done: pagesOf(to), total: pagesOf(to) });
    expect(statSync(to).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(to))).toEqual(["memory.backup"]);
    await expectSame(memory, to);
  });

  test("has what was there when it began, and lets adds and other processes write meanwhile", async () => {
    const { memory, path, to } = await openFilled();
    const other = new DatabaseSync(path);
    onTestFinished(() => {
      other.close();
    });
    const { turns } = await memory.stats(KIRK);
    const copying = memory.backup(to);
    const adding = memory.add("Told meanwhile.", { ...KIRK, infer: false });
    other.exec("UPDATE tenant SET point_stamp = point_stamp + 1");
    await Promise.all([copying, adding]);
    expect((await memory.stats(KIRK)).turns).toBe(turns + 1);
    const copy = await openMemory({ path: to });
    expect((await copy.stats(KIRK)).turns).toBe(turns);
    expect(await copy.verify()).toMatchObject({ isSound: true });
  });

  test("tells once that a small file is copied, and is ended by what that throws or aborts", async () => {
    const memory = await openMemory({ path: temporaryPath() });
    await memory.add("I love jazz.", KIRK);
    const to = temporaryPath("backup.db");
    const told: BackupProgress[] = [];
    await memory.backup(to, { onProgress: (progress) => told.push(progress) });
    expect(told).toEqual([{ done: pagesOf(to), total: pagesOf(to) }]);
    const reason = new Error("enough");
    const stop = new AbortController();
    const other = `${to}.other`;
    const onProgress = (): void => stop.abort(reason);
    await expect(memory.backup(other, { onProgress, signal: stop.signal })).rejects.toBe(reason);
    expect(existsSync(other)).toBe(false);
  });

  test("copies a memory that has no file", async () => {
    const memory = await openMemory();
    await memory.add("I love jazz.", KIRK);
    const to = temporaryPath("backup.db");
    await memory.backup(to);
    await expectSame(memory, to);
  });

  test("removes what a backup to the same path left that was killed, and no other file", async () => {
    const memory = await openMemory({ path: ":memory:" });
    const to = temporaryPath();
    const [killed, running] = [`${to}.0123456789ab.part`, `${to}.ba9876543210.part`];
    const others = [`${to}.0123456789ab.part.txt`, `${to}.mine.part`, `${to}2.0123456789ab.part`];
    const old = new Date(Date.now() - 2 * 3_600_000);
    for (const path of [killed, `${killed}-journal`, running, ...others]) {
      writeFileSync(path, "left");
      utimesSync(path, old, old);
    }
    // A copy under way writes its journal first.
    writeFileSync(`${running}-journal`, "now");
    await memory.backup(to);
    const kept = [to, running, `${running}-journal`, ...others].map((path) => basename(path));
    expect(readdirSync(dirname(to)).toSorted()).toEqual(kept.toSorted());
  });

  test("leaves a file that is there as it is, unless it may be replaced", async () => {
    const { memory, to } = await openFilled();
    mkdirSync(dirname(to));
    writeFileSync(to, "mine");
    await expect(memory.backup(to)).rejects.toThrow(
      /'path' must be a path where there is no file yet, unless overwrite is set/,
    );
    expect(readFileSync(to, "utf8")).toBe("mine");
    await memory.backup(to, { overwrite: true });
    await expectSame(memory, to);
    expect(readdirSync(dirname(to))).toEqual(["memory.backup"]);
  });

  test("refuses the memory's own file, and one that is in use", async () => {
    const { memory, path: ownPath } = await openFilled();
    const own = { overwrite: true };
    await expect(memory.backup(ownPath, own)).rejects.toThrow(InvalidArgumentError);
    const otherPath = temporaryPath();
    const another = await openMemory({ path: otherPath });
    await another.add("I love jazz.", KIRK);
    await expect(memory.backup(otherPath, own)).rejects.toThrow(ConfigurationError);
    for (const path of ["", " ", ":memory:", "a\0b", 7 as unknown as string]) {
      await expect(memory.backup(path)).rejects.toThrow(InvalidArgumentError);
    }
    await expect(memory.backup(join(ownPath, "below a file"))).rejects.toThrow(ConfigurationError);
  });

  test("leaves nothing behind when it is aborted, or its callback throws", async () => {
    const { memory, to } = await openFilled();
    const controller = new AbortController();
    const reason = new Error("enough");
    const { signal } = controller;
    const abort = (): void => {
      controller.abort(reason);
    };
    await expect(memory.backup(to, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const failing = memory.backup(to, {
      onProgress: () => {
        throw reason;
      },
    });
    await expect(failing).rejects.toBe(reason);
    await expect(memory.backup(to, { signal, onProgress: abort })).rejects.toBe(reason);
    expect(readdirSync(dirname(to))).toEqual([]);
  });

  test("of a Node without the function copies at one go", async () => {
    const { memory, to } = await openFilled();
    const real = process.getBuiltinModule("node:sqlite");
    const told: BackupProgress[] = [];
    const spy = vi
      .spyOn(process, "getBuiltinModule")
      .mockReturnValue({ DatabaseSync: real.DatabaseSync });
    try {
      await memory.backup(to, { onProgress: (progress) => told.push(progress) });
    } finally {
      spy.mockRestore();
    }
    expect(told).toEqual([{ done: expect.any(Number) as number, total: told[0]?.done }]);
    expect(statSync(to).mode & 0o777).toBe(0o600);
    await expectSame(memory, to);
  });

  test("rejects after the memory is closed", async () => {
    const { memory, to } = await openFilled();
    await memory.close();
    await expect(memory.backup(to)).rejects.toThrow(MnemographError);
    expect(existsSync(to)).toBe(false);
  });

  test("goes on to its end when the memory is closed meanwhile", async () => {
    const { memory, to } = await openFilled();
    const { turns } = await memory.stats(KIRK);
    const copying = memory.backup(to);
    await memory.close();
    await copying;
    const copy = await openMemory({ path: to });
    expect((await copy.stats(KIRK)).turns).toBe(turns);
  });
});
