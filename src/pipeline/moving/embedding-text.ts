/** Embeddings as text: 32-bit floats in base64, which lose nothing. Little-endian, as is every machine Node is built for but one. */

/** The components in base64. */
export function encodeEmbedding(embedding: Float32Array): string {
  const { buffer, byteOffset, byteLength } = embedding;
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}

/** Takes {@link encodeEmbedding} back; undefined if it is not that many finite numbers. */
export function decodeEmbedding(text: string, dimensions: number): Float32Array | undefined {
  const bytes = Buffer.from(text, "base64");
  if (bytes.byteLength !== dimensions * Float32Array.BYTES_PER_ELEMENT) return undefined;
  // A copy of its own: Node's small buffers share memory, at any offset.
  const embedding = new Float32Array(Uint8Array.from(bytes).buffer);
  return embedding.every((component) => Number.isFinite(component)) ? embedding : undefined;
}
