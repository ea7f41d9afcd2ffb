/**
 * Changes the embedding model of a file and tells how far it is, on a line each, until it is killed or done. Arguments:
 * the file's path, and how long the model takes for an answer, in milliseconds.
 */
import { writeSync } from "node:fs";

import { Memory } from "../../src/index.ts";
import { conceptModel } from "../support/concept-model.ts";

const [path = "", latencyMs = "0"] = process.argv.slice(2);
const embeddingModel = conceptModel({ latencyMs: Number(latencyMs) });
const memory = await Memory.open({ path, embeddingModel, reembed: true });
writeSync(1, "changed\n");
await memory.reembed({
  batchSize: 4,
  onProgress: ({ done, total }) => writeSync(1, `${done} ${total}\n`),
});
await memory.close();
