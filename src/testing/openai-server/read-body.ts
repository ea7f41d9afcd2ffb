import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.ts";

/** Most bytes of a request's body; more is answered with 413. */
export const MAX_BODY_BYTES = 16_777_216;

/**
 * Reads a body as JSON: the text itself if it is none, undefined if it is empty.
 *
 * @throws {Refusal} If it is too long. @throws If the client goes away.
 */
export async function readBody(message: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  // Without an encoding set, Node's streams of HTTP hand out buffers.
  for await (const chunk of message as AsyncIterable<Buffer>) {
    byteCount += chunk.length;
    if (byteCount <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  // Read to the end all the same: a client that still writes does not hear an answer.
  if (byteCount > MAX_BODY_BYTES) {
    throw new Refusal(413, `The body has more than ${MAX_BODY_BYTES} bytes.`);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
