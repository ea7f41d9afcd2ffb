/** Most keys that a name, or the first word of one, leads to: what leads to more is a common word. */
export const MAX_NAME_MATCHES = 256;
/** Most relation types, and most labels, that a database may get from what models write; others share one. */
export const MAX_TYPES = 2_000;
/** Most entities from which a search looks around at once. */
export const MAX_EXPLORED_SEEDS = 32;
/** Most entities next to those from which it looks further; of others it asks when it wants to go there. */
export const MAX_EXPLORED_NODES = 64;
/** Edges of an entity further on that a search is told at once: it asks for more where a question leads there. */
export const MAX_FAR_EDGES = 13;
/** Most memories that are told as standing where an add will tell something: a slot has few values at a time. */
export const MAX_NEAR_MEMORIES = 64;
