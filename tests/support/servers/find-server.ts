import type { ContainerStart } from "./containers.ts";
import type { FoundServer, MissingServer, ServerName } from "./servers.ts";

/** Where one kind of server may come from. */
export interface ServerSources<Access> {
  readonly name: ServerName;
  /** The server that the environment names, if it names one. */
  readonly named: Access | undefined;
  /** The variable that would name one. */
  readonly variable: string;
  readonly startContainer: ContainerStart<Access>;
  /** Gives the server's version, or rejects when it does not answer. */
  readonly probe: (access: Access) => Promise<string>;
  /** Whether it is a failure to have none. */
  readonly isRequired: boolean;
}

/** What was found, and how to end it. */
export interface Search<Access> {
  readonly server: FoundServer<Access> | MissingServer;
  readonly stop: () => Promise<void>;
}

/**
 * Takes the server that the environment names, else one in a container, else none.
 *
 * A server that is named, or a container that could run, and does not work is a failure: never a reason to skip.
 */
export async function findServer<Access>(sources: ServerSources<Access>): Promise<Search<Access>> {
  const { name, named, variable, startContainer, probe, isRequired } = sources;
  let stop = async (): Promise<void> => Promise.resolve();
  const fail = (what: string, error: unknown): Search<Access> => {
    const message = error instanceof Error ? error.message : String(error);
    const reason = `${what}: ${message}`;
    return { server: { source: "none", reason, isFailure: true }, stop };
  };
  if (named !== undefined) {
    try {
      const version = await probe(named);
      return { server: { source: "environment", version, access: named }, stop };
    } catch (error) {
      return fail(`the server that ${variable} names does not answer`, error);
    }
  }
  try {
    const container = await startContainer();
    if (typeof container === "string") {
      const reason = `set ${variable} to a running server's address (${container})`;
      return { server: { source: "none", reason, isFailure: isRequired }, stop };
    }
    ({ stop } = container);
    const { access } = container;
    return { server: { source: "container", version: await probe(access), access }, stop };
  } catch (error) {
    return fail(`${name} does not start in a container`, error);
  }
}

/**
 * The servers that `REQUIRE_STORES` makes necessary: `1` both, or their names with commas between.
 *
 * @throws {Error} If it says anything else: a word that is misspelt must not turn a requirement off.
 */
export function requiredServers(value: string | undefined): ReadonlySet<ServerName> {
  const words = (value ?? "")
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "" && word !== "0");
  return new Set(
    words.flatMap((word): ServerName[] => {
      if (word === "1") {
        return ["qdrant", "neo4j"];
      }
      if (word === "qdrant" || word === "neo4j") {
        return [word];
      }
      throw new Error(`REQUIRE_STORES must be 1, qdrant or neo4j: current value is '${word}'`);
    }),
  );
}
