/** Bounds of the scripted server on what one request may ask for. */
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { expect, test } from "vitest";

import { answerEmbeddings } from "../../../../src/testing/openai-server/answer-embeddings.ts";
import { MANNERS } from "../../../../src/testing/openai-server/provider-manner.ts";
import { readBody } from "../../../../src/testing/openai-server/read-body.ts";

test("testing/openai-server/answer-embeddings.ts MAX_DIMENSIONS is 8,192", async () => {
  const embed = (texts: readonly string[]): number[][] => texts.map(() => [1]);
  const ask = async (dimensions: number): Promise<unknown> =>
    answerEmbeddings({ input: "Hm", dimensions }, { manner: MANNERS.openai, embed });
  await expect(ask(8_192)).resolves.toMatchObject({ data: [{ index: 0 }] });
  await expect(ask(8_193)).rejects.toMatchObject({ error: { status: 400, param: "dimensions" } });
});

test("testing/openai-server/read-body.ts MAX_BODY_BYTES is 16,777,216", async () => {
  // Only what is read of it matters: a stream of bytes.
  const read = async (count: number): Promise<unknown> =>
    readBody(Readable.from([Buffer.alloc(count, "a")]) as IncomingMessage);
  await expect(read(16_777_216)).resolves.toHaveLength(16_777_216);
  await expect(read(16_777_217)).rejects.toMatchObject({ error: { status: 413 } });
});
