import { describe, inject, test } from "vitest";
import {
  describeServer,
  isFailure,
  type FoundServer,
  type MissingServer,
  type Neo4jServer,
  type QdrantServer,
  type ServerName,
} from "./servers/servers.ts";

/**
 * A suite that runs on real servers. Where one is missing it is skipped whole, its hooks too; where that one is required,
 * it fails.
 *
 * It is the only way for an integration test to leave a server's suite out: the closing line counts a suite of a server
 * that was found, and did not run, as a failure.
 */
export function describeOn(needed: readonly ServerName[], title: string, body: () => void): void {
  const servers = inject("servers");
  const missing = needed.filter((name) => servers[name].source === "none");
  const failures = missing.filter((name) => isFailure(servers[name]));
  const isSkipped = missing.length > 0 && failures.length === 0;
  const fail = (): void => {
    test.each(failures)("needs a server of %s", (name) => {
      throw new Error(describeServer(name, servers));
    });
  };
  const suite = { meta: { servers: needed } };
  // oxlint-disable-next-line vitest/valid-title, vitest/valid-describe-callback -- the caller gives the title, vitest takes options second
  describe.skipIf(isSkipped)(title, suite, failures.length > 0 ? fail : body);
}

/**
 * How the Qdrant server of this run is reached.
 *
 * @throws {Error} If there is none: call it inside `describeOn(["qdrant"], …)`, in a hook or a test.
 */
export function qdrantServer(): QdrantServer {
  return mustFind("qdrant", inject("servers").qdrant);
}

/**
 * How the Neo4j server of this run is reached.
 *
 * @throws {Error} If there is none: call it inside `describeOn(["neo4j"], …)`, in a hook or a test.
 */
export function neo4jServer(): Neo4jServer {
  return mustFind("neo4j", inject("servers").neo4j);
}

function mustFind<Access>(name: ServerName, server: FoundServer<Access> | MissingServer): Access {
  if (server.source === "none") {
    throw new Error(`There is no server of ${name}: this belongs in describeOn(["${name}"], …)`);
  }
  return server.access;
}
