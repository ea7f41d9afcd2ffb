import { InvalidArgumentError } from "../core/errors.ts";

/** Refuses an embedding of other dimensions than the store's, or with a component that is not finite. */
export function checkEmbedding(action: string, embedding: Float32Array, dimensions: number): void {
  if (!(embedding instanceof Float32Array) || embedding.length !== dimensions) {
    const requirement = `a Float32Array of ${dimensions} dimensions`;
    throw new InvalidArgumentError(action, "embedding", requirement, embedding.length);
  }
  if (!embedding.every((component) => Number.isFinite(component))) {
    throw new InvalidArgumentError(action, "embedding", "a vector of finite numbers", "another");
  }
}
