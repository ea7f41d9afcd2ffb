import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

import { ConfigurationError } from "../../../../src/core/errors.ts";
import type { EmbeddingIdentity } from "../../../../src/sqlite/embedding-record.ts";
import { SqliteFile } from "../../../../src/sqlite/sqlite-file.ts";
import { SqliteVectorStore } from "../../../../src/vector/sqlite/sqlite-vector-store.ts";
import { DIMENSIONS, memoryOf, tenantOf, unit, wanting } from "../../../support/points.ts";

const ANA = tenantOf("ana");
const FIRST: EmbeddingIdentity = { id: "first", dimensions: DIMENSIONS };
/** Of the same dimensions: nothing but the name tells its vectors from the others. */
const TWIN: EmbeddingIdentity = { id: "twin", dimensions: DIMENSIONS };
const WIDER: EmbeddingIdentity = { id: "wider", dimensions: 8 };
const REVISION = {
  id: "r",
  memoryId: "p0",
  text: "revised",
  textKey: "revised",
  searchText: "revised",
  recordedAt: 1,
};

interface Connection {
  readonly file: SqliteFile;
  readonly store: SqliteVectorStore;
}

/** Two connections to one file, with 300 points that both have searched. */
function connections(): readonly [Connection, Connection] {
  const folder = mkdtempSync(join(tmpdir(), "mnemograph-model-"));
  const path = join(folder, "memory.db");
  const [own, other] = [open(path), open(path)];
  onTestFinished(() => {
    own.file.close();
    other.file.close();
    rmSync(folder, { recursive: true, force: true });
  });
  own.store.insert(
    ANA,
    Array.from({ length: 300 }, (_, index) => memoryOf({ id: `p${index}`, text: "word" })),
  );
  for (const { store } of [own, other]) store.searchDense(ANA, unit(1), wanting());
  return [own, other];
}

function open(path: string): Connection {
  const file = SqliteFile.open({ path, embedding: FIRST });
  return { file, store: new SqliteVectorStore(file) };
}

describe("a change of the embedding model", () => {
  test("leaves every point, without its embedding", () => {
    const [{ file, store }, other] = connections();
    store.remove(ANA, ["p9"]);
    file.embedding.change(WIDER);
    expect(file.embedding.identity).toEqual(WIDER);
    const wider = new SqliteVectorStore(file);
    expect(wider.dimensions).toBe(8);
    for (const one of [store, wider, other.store]) {
      expect(one.unembeddedCount(ANA)).toBe(299);
      expect(one.searchKeywords(ANA, ["word"], wanting({ limit: 500 })).hits).toHaveLength(299);
    }
    expect(wider.searchDense(ANA, new Float32Array(8).fill(1), wanting())).toEqual([]);
    wider.embed(ANA, new Map([["p1", Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0)]]));
    expect(wider.searchDense(ANA, new Float32Array(8).fill(1), wanting())).toHaveLength(1);
    // Its index meets a vector of other dimensions, and still serves words.
    expect(other.store.searchKeywords(ANA, ["word"], wanting({ limit: 500 })).hits).toHaveLength(
      299,
    );
  });

  test.each([TWIN, WIDER])(
    "to $id is an error for another connection that uses vectors",
    (next) => {
      const [own, { store }] = connections();
      own.file.embedding.change(next);
      const calls = [
        () => store.searchDense(ANA, unit(1), wanting()),
        () => store.insert(ANA, [memoryOf({ id: "new" })]),
        () => {
          store.revise(ANA, REVISION, unit(1));
        },
        () => {
          store.embed(ANA, new Map([["p1", unit(1)]]));
        },
      ];
      for (const call of calls) {
        expect(call).toThrow(ConfigurationError);
        expect(call).toThrow(new RegExp(`'${next.id}' with ${next.dimensions}.*'first'.*reembed`));
      }
      expect(store.get(ANA, ["new"])).toEqual([]);
      expect(store.get(ANA, ["p0"])[0]?.text).toBe("word");
      expect(store.unembeddedCount(ANA)).toBe(300);
      // What needs no vector goes on.
      store.insert(ANA, [memoryOf({ id: "bare", embedding: null })]);
      store.remove(ANA, ["p1"]);
      expect(store.unembeddedCount(ANA)).toBe(300);
    },
  );

  test("stores what this process had under way without the vectors of the model before", () => {
    const [{ file, store }] = connections();
    file.embedding.change(TWIN);
    const twin = new SqliteVectorStore(file);
    store.insert(ANA, [memoryOf({ id: "late" })]);
    store.revise(ANA, REVISION, unit(1));
    expect(() => store.searchDense(ANA, unit(1), wanting())).toThrow(ConfigurationError);
    expect(() => {
      store.embed(ANA, new Map([["p1", unit(1)]]));
    }).toThrow(ConfigurationError);
    expect(twin.searchDense(ANA, unit(1), wanting())).toEqual([]);
    expect(twin.get(ANA, ["p0"])[0]?.text).toBe("revised");
    expect(twin.unembeddedCount(ANA)).toBe(301);
  });

  test("there and back voids what another connection keeps in memory", () => {
    const [own, { store }] = connections();
    own.file.embedding.change(WIDER);
    own.file.embedding.change(FIRST);
    // Were what it had still scanned, that would crowd these out.
    own.store.embed(ANA, new Map(["p297", "p298", "p299"].map((id) => [id, unit(-1)])));
    const hits = store.searchDense(ANA, unit(1), wanting());
    expect(hits.map(({ id }) => id)).toEqual(["p297", "p298", "p299"]);
  });

  test("to the same model changes nothing", () => {
    const [{ file, store }, other] = connections();
    file.embedding.change({ ...FIRST });
    expect(store.unembeddedCount(ANA)).toBe(0);
    expect(other.store.searchDense(ANA, unit(1), wanting())).toHaveLength(10);
  });
});
