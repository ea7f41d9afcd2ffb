import { NEO4J_IMAGE, QDRANT_IMAGE } from "./images.ts";
import type { Neo4jServer, QdrantServer } from "./servers.ts";

/** A container that runs. */
export interface StartedContainer<Access> {
  readonly access: Access;
  readonly stop: () => Promise<void>;
}

/** Starts a server in a container, or says why it cannot be done here. */
export type ContainerStart<Access> = () => Promise<StartedContainer<Access> | string>;

/**
 * Why this image cannot be run here, or nothing when it can.
 *
 * @param isPullAllowed - Whether an image that is not here may be fetched.
 */
async function whyNot(image: string, isPullAllowed: boolean): Promise<string | undefined> {
  const { getContainerRuntimeClient, ImageName } = await import("testcontainers");
  const client = await getContainerRuntimeClient().catch(() => undefined);
  if (!client) {
    return "no container runtime answers";
  }
  const name = ImageName.fromString(image);
  if (isPullAllowed || (await client.image.exists(name))) {
    return undefined;
  }
  return `the image ${image} is not here: fetch it, or set PULL_STORES=1 to let the tests do it`;
}

/**
 * The reaper of testcontainers is a container too, whose image may not be here, and a run stops its own containers.
 * Whoever wants it sets the variable.
 */
function avoidReaper(): void {
  process.env["TESTCONTAINERS_RYUK_DISABLED"] ??= "true";
}

/** Qdrant in a container. */
export function qdrantContainer(isPullAllowed: boolean): ContainerStart<QdrantServer> {
  return async () => {
    avoidReaper();
    const reason = await whyNot(QDRANT_IMAGE, isPullAllowed);
    if (reason !== undefined) {
      return reason;
    }
    const { QdrantContainer } = await import("@testcontainers/qdrant");
    const container = await new QdrantContainer(QDRANT_IMAGE)
      .withEnvironment({ QDRANT__TELEMETRY_DISABLED: "true" })
      .start();
    return {
      access: { url: `http://${container.getRestHostAddress()}`, apiKey: undefined },
      stop: async () => {
        await container.stop();
      },
    };
  };
}

/** Neo4j in a container. */
export function neo4jContainer(isPullAllowed: boolean): ContainerStart<Neo4jServer> {
  return async () => {
    avoidReaper();
    const reason = await whyNot(NEO4J_IMAGE, isPullAllowed);
    if (reason !== undefined) {
      return reason;
    }
    const { Neo4jContainer } = await import("@testcontainers/neo4j");
    const container = await new Neo4jContainer(NEO4J_IMAGE)
      .withEnvironment({
        NEO4J_db_lock_acquisition_timeout: "10s",
        NEO4J_db_transaction_timeout: "30s",
        NEO4J_dbms_usage__report_enabled: "false",
      })
      .start();
    return {
      access: {
        url: container.getBoltUri(),
        username: container.getUsername(),
        password: container.getPassword(),
      },
      stop: async () => {
        await container.stop();
      },
    };
  };
}
