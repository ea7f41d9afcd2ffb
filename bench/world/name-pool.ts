/** What a language names things with. */

/** Names by what they name. No name stands in two lists of a language. */
export interface NamePool {
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
  /** How a full name is written from its parts. */
  readonly joinName: (first: string, last: string) => string;
  readonly owners: readonly string[];
  readonly aliases: readonly string[];
  readonly cities: readonly string[];
  readonly companies: readonly string[];
  readonly jobs: readonly string[];
  readonly foods: readonly string[];
  readonly hobbies: readonly string[];
  readonly pets: readonly string[];
  readonly species: readonly string[];
}
