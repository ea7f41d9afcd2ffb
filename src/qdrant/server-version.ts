/** What a server of a version can do. A server ignores in silence what came after it, so it is never found out by trying. */
import { ConfigurationError } from "../core/errors.ts";
import { notQdrant } from "./map-error.ts";

/** The oldest server that has what the adapters cannot do without: inserts that leave an existing point alone. */
export const OLDEST_SERVER = "1.17";

/** A server, by what matters here. */
export interface QdrantServer {
  readonly version: string;
  /** Whether document frequencies can be those of one tenant (1.19); else they are of the whole collection. */
  readonly hasTenantFrequencies: boolean;
  /** Whether a collection can change its embedding model (1.18). */
  readonly hasVectorChanges: boolean;
}

/**
 * @param address - Of the server, without credentials.
 * @throws {ConfigurationError} If the version is too old, or none: then what answers is no Qdrant.
 */
export function readServer(version: unknown, address: string): QdrantServer {
  if (typeof version !== "string") throw notQdrant(address);
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  const isAtLeast = (wanted: number): boolean =>
    Number(major) > 1 || (Number(major) === 1 && Number(minor) >= wanted);
  if (!isAtLeast(17)) {
    const problem = `the server at ${address} says that its version is ${JSON.stringify(version.slice(0, 40))}`;
    throw new ConfigurationError("open Qdrant", problem, `use ${OLDEST_SERVER} or later`);
  }
  return {
    version,
    hasTenantFrequencies: isAtLeast(19),
    hasVectorChanges: isAtLeast(18),
  };
}
