import { type EmbeddingModel, LexicalEmbeddingModel } from "../../src/index.ts";

/** A request that waits. */
export interface HeldRequest {
  /** Settles once the model was asked. */
  readonly asked: Promise<void>;
  /** Lets the request be answered. */
  release(): void;
}

/** The built-in embedder, which can be made to keep its next caller waiting, whatever a signal says. */
export class HeldEmbeddingModel extends LexicalEmbeddingModel {
  #next: { readonly onAsked: () => void; readonly released: Promise<void> } | undefined;

  /** Makes the next request wait. */
  holdNext(): HeldRequest {
    const asked = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    this.#next = { onAsked: asked.resolve, released: released.promise };
    return { asked: asked.promise, release: released.resolve };
  }

  override async doEmbed(
    ...parameters: Parameters<EmbeddingModel["doEmbed"]>
  ): ReturnType<EmbeddingModel["doEmbed"]> {
    const held = this.#next;
    this.#next = undefined;
    held?.onAsked();
    await held?.released;
    return super.doEmbed(...parameters);
  }
}
