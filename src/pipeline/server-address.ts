/** What the address of a server must be, and what common ones that are none should have been. */
import { InvalidArgumentError } from "../core/errors.ts";

/** The servers of a memory, by the names of their options. */
export type ServerName = "vector" | "graph";

/** Protocols of each server's addresses. */
const PROTOCOLS: Readonly<Record<ServerName, RegExp>> = {
  vector: /^https?:$/,
  graph: /^(?:neo4j|bolt)(?:\+s|\+ssc)?:$/,
};

const EXAMPLES: Readonly<Record<ServerName, string>> = {
  vector: 'a URL of a Qdrant server, as "http://localhost:6333"',
  graph: 'a URL of a Neo4j server, as "bolt://localhost:7687"',
};

/** Fields that say what a URL cannot. */
const LOGINS: Readonly<Record<ServerName, string>> = {
  vector: "apiKey",
  graph: "username and password",
};

/** What is checked, as errors name it. */
interface CheckedAddress {
  /** "open a memory" */
  readonly action: string;
  /** "vector.url" */
  readonly argument: string;
}

/** @throws {InvalidArgumentError} If an address is none of its server's. It is not repeated: it may hold a password. */
export function checkServerUrl(
  server: ServerName,
  url: string,
  { action, argument }: CheckedAddress,
): void {
  const requirement = requirementOf(server, url);
  if (requirement === undefined) return;
  throw new InvalidArgumentError(action, argument, requirement, "another text");
}

/** What is wanted in place of a URL; undefined if it will do. */
function requirementOf(server: ServerName, url: string): string | undefined {
  const parsed = URL.parse(url);
  const example = EXAMPLES[server];
  // In the path it is a password that was not encoded.
  if (url.includes("@")) return `${example}, without a login (that goes in ${LOGINS[server]})`;
  if (!parsed || !PROTOCOLS[server].test(parsed.protocol)) {
    if (server === "graph" && parsed && PROTOCOLS.vector.test(parsed.protocol)) {
      const bolt = `"bolt://${parsed.hostname}:7687"`;
      return `of the protocol bolt or neo4j, as ${bolt} (http and port 7474 are Neo4j Browser's)`;
    }
    return example;
  }
  if (server === "graph") {
    const hasPath = parsed.pathname !== "" && parsed.pathname !== "/";
    return hasPath ? `${example}, without a path (a database goes in database)` : undefined;
  }
  const isPage = /\/dashboard\/*$/u.test(parsed.pathname) || parsed.hash !== "";
  return isPage ? `"${parsed.origin}", without the page of Qdrant's web interface` : undefined;
}
