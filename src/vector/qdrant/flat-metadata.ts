/** Metadata as keywords: `key=value` strings for what is equal, keys for what exists, numbers where declared. */
import { createHash } from "node:crypto";

import type { FilterValue } from "../../core/filter.ts";
import type { Metadata, MetadataValue } from "../../core/records.ts";

/** Keys of the metadata whose numbers are indexed as such, so that the server finds ranges over them. */
export type MetadataIndexes = readonly string[];

/** Longest value that is kept as it is; of a longer one a digest is. */
const MAX_VALUE_LENGTH = 256;

/** The keyword for a value under a key. */
export function valueKeyword(key: string, value: FilterValue): string {
  const text = JSON.stringify(value);
  const digest = (): string => `#${createHash("sha256").update(text).digest("base64url")}`;
  return `${keyKeyword(key)}=${text.length > MAX_VALUE_LENGTH ? digest() : text}`;
}

/** The keyword for a key: one that holds no "=". */
export function keyKeyword(key: string): string {
  return key.replaceAll(/[%=]/g, encodeURIComponent);
}

/** The payload's field for the numbers of a declared key. */
export function numberField(key: string): string {
  const plain = key.replaceAll(/\W/g, "_");
  const digest = createHash("sha256").update(key).digest("hex").slice(0, 8);
  return plain === key ? `number_${key}` : `number_${plain}_${digest}`;
}

/** Every key that a filter can reach, with dots into objects, and every value that it can equal. */
export function flattenMetadata(metadata: Metadata): {
  readonly values: readonly string[];
  readonly keys: readonly string[];
} {
  const reached = new Map<string, MetadataValue>();
  for (const [key, value] of Object.entries(metadata)) {
    // A path cannot pass a key that has dots.
    if (!key.includes(".")) reach(key, value, reached);
  }
  // A key as it stands goes before a path of the same name.
  for (const [key, value] of Object.entries(metadata)) reached.set(key, value);
  const values = new Set<string>();
  for (const [key, value] of reached) {
    for (const one of isList(value) ? value : [value]) {
      if (isScalar(one)) values.add(valueKeyword(key, one));
    }
  }
  return { values: [...values], keys: Array.from(reached.keys(), keyKeyword) };
}

/** The numbers under declared keys, and which keys were looked at. */
export function indexedValues(
  metadata: Metadata,
  indexes: MetadataIndexes,
): Readonly<Record<string, MetadataValue>> {
  const fields: Record<string, MetadataValue> = { indexed: indexes.map(keyKeyword) };
  for (const key of indexes) {
    const value = valueAt(metadata, key);
    // Null takes away what stood there before.
    fields[numberField(key)] = typeof value === "number" ? value : null;
  }
  return fields;
}

function reach(path: string, value: MetadataValue, reached: Map<string, MetadataValue>): void {
  reached.set(path, value);
  if (isScalar(value) || isList(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (!key.includes(".")) reach(`${path}.${key}`, inner, reached);
  }
}

function valueAt(metadata: Metadata, key: string): MetadataValue | undefined {
  if (Object.hasOwn(metadata, key)) return metadata[key];
  let value: MetadataValue = metadata;
  for (const part of key.split(".")) {
    if (isScalar(value) || isList(value) || !Object.hasOwn(value, part)) return undefined;
    value = value[part] ?? null;
  }
  return value;
}

function isList(value: MetadataValue): value is readonly MetadataValue[] {
  return Array.isArray(value);
}

function isScalar(value: MetadataValue): value is FilterValue {
  return typeof value !== "object" || value === null;
}
