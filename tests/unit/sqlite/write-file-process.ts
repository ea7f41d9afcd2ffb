/** Opens the file named on the command line at once with its siblings, and writes points of a tenant of its own and of a shared one. */
import { SqliteFile } from "../../../src/sqlite/sqlite-file.ts";
import { SqliteVectorStore } from "../../../src/vector/sqlite/sqlite-vector-store.ts";
import { DIMENSIONS, memoryOf, tenantOf, wanting, unit } from "../../support/points.ts";

const [path = "", name = "", count = "0", startAt = "0"] = process.argv.slice(2);
while (Date.now() < Number(startAt)) {
  // Spins, so that all begin in the same instant.
}
const file = SqliteFile.open({ path, embedding: { id: "test", dimensions: DIMENSIONS } });
const store = new SqliteVectorStore(file);
for (let index = 0; index < Number(count); index += 1) {
  const shared = memoryOf({ id: `shared-${index}`, text: "shared word" });
  store.insert(tenantOf("shared"), [shared]);
  store.insert(tenantOf(name), [memoryOf({ id: `own-${index}`, text: `own word ${name}` })]);
  store.searchDense(tenantOf("shared"), unit(1), wanting());
}
file.close();
