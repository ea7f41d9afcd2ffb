/** The two pipelines by name. Apart from them, as who never asks a model need not load what reads its answers. */

/** A pipeline: what is to be read of an episode. */
export type Stage = "facts" | "graph";
/** Both pipelines, in the order they are told. */
export const STAGES: readonly Stage[] = ["facts", "graph"];
