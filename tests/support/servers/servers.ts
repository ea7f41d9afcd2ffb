/** The servers that tests may need. */
export type ServerName = "qdrant" | "neo4j";

/** How a Qdrant server is reached. */
export interface QdrantServer {
  readonly url: string;
  readonly apiKey: string | undefined;
}

/** How a Neo4j server is reached; the password is empty where it lets everyone in. */
export interface Neo4jServer {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** A server that has answered. */
export interface FoundServer<Access> {
  readonly source: "environment" | "container";
  readonly version: string;
  readonly access: Access;
}

/** There is none, or it does not work. */
export interface MissingServer {
  readonly source: "none";
  /** What to set or start. */
  readonly reason: string;
  /** Whether its suites are to fail: it is required, or it was named and does not answer. Otherwise they are skipped. */
  readonly isFailure: boolean;
}

/** What a run has: `inject("servers")`. */
export interface Servers {
  readonly qdrant: FoundServer<QdrantServer> | MissingServer;
  readonly neo4j: FoundServer<Neo4jServer> | MissingServer;
}

declare module "vitest" {
  interface ProvidedContext {
    servers: Servers;
  }
  interface TaskMeta {
    /** On a suite: the servers it runs on. */
    servers?: readonly ServerName[];
  }
}

/** Whether a run cannot be good without this server. */
export function isFailure(server: FoundServer<unknown> | MissingServer): boolean {
  return server.source === "none" && server.isFailure;
}

/** One line on what is used, for those who read the output. */
export function describeServer(name: ServerName, servers: Servers): string {
  const server = servers[name];
  if (server.source === "none") {
    return `${name}: none, ${server.isFailure ? "which is a failure" : "its suites are skipped"}: ${server.reason}`;
  }
  const how = server.source === "environment" ? "named by the environment" : "in a container";
  return `${name}: ${server.version} at ${server.access.url}, ${how}`;
}
