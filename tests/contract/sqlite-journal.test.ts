import { SqliteJournal } from "../../src/journal/sqlite/sqlite-journal.ts";
import { SqliteFile } from "../../src/sqlite/sqlite-file.ts";
import { recordCalls } from "../../src/testing/testing.ts";
import { testJournal } from "../contracts/journal.ts";

testJournal("SqliteJournal", async () => {
  const file = SqliteFile.open({ path: ":memory:", embedding: { id: "test", dimensions: 4 } });
  return {
    journal: new SqliteJournal(file),
    close: () => {
      file.close();
    },
  };
});

testJournal("SqliteJournal, recorded as a server's", async () => {
  const file = SqliteFile.open({ path: ":memory:", embedding: { id: "test", dimensions: 4 } });
  return {
    journal: recordCalls(new SqliteJournal(file), { isAsync: true }).port,
    close: () => {
      file.close();
    },
  };
});
