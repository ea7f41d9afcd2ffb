/** `mnemograph/reader`: whatever a model wrote, to complete items. */
export type { DamagedText, DamageReason } from "./collector.ts";
export { type ReadItems, readItems, type ReadItemsOptions } from "./read-items.ts";
