/** The releases of Neo4j that the tests run on: what an application may meet, and what it should stay on. */
export const NEO4J_RELEASES = { current: "2026.08.1", lts: "5.26.30" } as const;

/** The newest Neo4j Browser among the Maven artifacts; it serves both releases. */
export const BROWSER_VERSION = "5.24.0";

/** What a release needs to run. */
export interface JavaNeed {
  /** The oldest Java it starts on. */
  readonly minMajor: number;
  /** Those it is made for, best first; a later one is taken when there is none of them. */
  readonly preferredMajors: readonly number[];
}

/**
 * The exact version that a word on the command line means.
 *
 * @param word - `current`, `lts`, or a version of the Maven artifact `org.neo4j:neo4j`.
 * @throws {Error} If it is none of these.
 */
export function resolveRelease(word: string): string {
  const version = word === "current" || word === "lts" ? NEO4J_RELEASES[word] : word;
  if (!/^\d{1,4}\.\d{1,2}\.\d{1,3}$/.test(version)) {
    throw new Error(
      `'${word}' is no release of Neo4j: take current, lts, or a version as ${NEO4J_RELEASES.current}`,
    );
  }
  return version;
}

/** Neo4j 5 is the last that still starts on Java 17. */
export function isNeo4j5(version: string): boolean {
  return version.startsWith("5.");
}

/** The Java that a version needs. */
export function javaNeedOf(version: string): JavaNeed {
  return isNeo4j5(version)
    ? { minMajor: 17, preferredMajors: [17, 21] }
    : { minMajor: 21, preferredMajors: [21, 25] };
}
