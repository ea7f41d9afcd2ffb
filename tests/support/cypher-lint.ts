/** A version of the query language: that of the long-term release, and the one that new servers begin with. */
export const CYPHER_VERSIONS = ["CYPHER 5", "CYPHER 25"] as const;

/** One of {@link CYPHER_VERSIONS}. */
export type CypherVersion = (typeof CYPHER_VERSIONS)[number];

/**
 * What Neo4j's own grammar and semantic analysis find wrong with a statement, deprecations included.
 *
 * @param parameterNames - Those that the statement may use; undefined for any.
 */
export async function lintCypher(
  statement: string,
  version: CypherVersion,
  parameterNames?: readonly string[],
): Promise<string[]> {
  // 86 MB: whoever tests something else need not wait for it.
  const { isNotParamError, lintCypherQuery } = await import("@neo4j-cypher/language-support");
  const parameters = Object.fromEntries((parameterNames ?? []).map((name) => [name, ""]));
  const { diagnostics } = lintCypherQuery(statement, { defaultLanguage: version, parameters });
  return diagnostics
    .map(({ message, range }) => ({
      line: range.start.line + 1,
      message: typeof message === "string" ? message : message.value,
    }))
    .filter((diagnostic) => parameterNames !== undefined || isNotParamError(diagnostic))
    .map(({ line, message }) => `line ${line}: ${message}`);
}
