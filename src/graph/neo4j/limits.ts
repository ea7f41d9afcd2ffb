/** Most keys that a name, or the first word of one, leads to: what leads to more is a common word. */
export const MAX_NAME_MATCHES = 256;
/** Most relation types, and most labels, that a database may get from what models write; others share one. */
export const MAX_TYPES = 2_000;
/** Most entities from which a search looks around at once. */
export const MAX_EXPLORED_SEEDS = 32;
/** Entities whose name begins with a word from which it looks around: more are as good as none. */
export const MAX_GUESSES = 8;
/** Edges around those that are enough for a search: it takes fewer, and an edge between two of them counts twice here. */
export const MAX_EXPLORED_EDGES = 160;
/** Most entities next to those from which it looks further; of others it asks when it wants to go there. */
export const MAX_EXPLORED_NODES = 12;
