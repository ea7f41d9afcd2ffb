/** Turns what neo4j-driver throws into the house's errors, the original as their cause. */
import {
  ConfigurationError,
  InvariantError,
  MnemographError,
  StoreOperationError,
  StoreUnavailableError,
} from "../../core/errors.ts";

/** How messages name this store. */
export const STORE_NAME = "Neo4j";

/** Where a server listens for Bolt unless it is told otherwise. */
export const BOLT_PORT = 7687;

/** Ports of Neo4j Browser, which an address is often copied from. */
const BROWSER_PORT = /:747[34]$/u;

const UNREACHABLE: ReadonlySet<string> = new Set(["ServiceUnavailable", "SessionExpired"]);
/** Two writers made the same node at once: whoever is later finds it when trying again. */
const RACE = "Neo.ClientError.Schema.ConstraintValidationFailed";
/** Too many wrong logins: no other is looked at for a while, be it right or wrong. */
const LOGINS_PAUSED = "Neo.ClientError.Security.AuthenticationRateLimit";
/** The server gave a statement up. */
const TIMED_OUT = /TransactionTimedOut|Transaction\.Terminated/u;

/** What the driver writes, with no code of its own, where another protocol answered. */
const OTHER_PROTOCOL = /Server responded HTTP|Unknown Bolt protocol/u;
const UNKNOWN_HOST = /\bENOTFOUND\b/u;
const UNTRUSTED = /certificate is not trusted|self-signed certificate|certificate's altnames/u;
const UNENCRYPTED = /before secure TLS connection|wrong version number/u;

/** Errors that led to one another, at most. */
const MAX_CAUSES = 5;

/**
 * The error for what the driver threw while doing `action` ("read the graph").
 *
 * What no waiting mends is a {@link ConfigurationError}: another protocol at the address, a login that is refused, a
 * database that is not there, a certificate that is not trusted.
 *
 * @param address - Of the server, without credentials.
 */
export function mapNeo4jError(error: unknown, action: string, address: string): MnemographError {
  if (error instanceof MnemographError) return error;
  const code = codeOf(error);
  if (code === undefined) {
    return new InvariantError("The driver of Neo4j was called with what it cannot take", {
      cause: error,
    });
  }
  const wrong = misconfiguration(code, wordsOf(error), address);
  if (wrong) return new ConfigurationError(action, wrong.problem, wrong.remedy, { cause: error });
  const reason = unavailability(code, error);
  if (reason !== undefined) {
    return new StoreUnavailableError(action, STORE_NAME, { reason, address, cause: error });
  }
  return new StoreOperationError(action, STORE_NAME, { reason: code, address, cause: error });
}

/**
 * The same for the first call of all: a host that nobody knows is then a slip of the pen.
 *
 * Later it is an outage: the name was known, and that of a container is gone while it is stopped.
 */
export function mapFirstError(error: unknown, address: string): unknown {
  if (!(error instanceof StoreUnavailableError) || !UNKNOWN_HOST.test(wordsOf(error))) return error;
  const problem = `no host of the name in ${address} is known (ENOTFOUND)`;
  return new ConfigurationError("open Neo4j", problem, "check the host in graph.url", {
    cause: error.cause,
  });
}

/** What is wrong with the set-up, and what to do about it; undefined if that is not it. */
function misconfiguration(
  code: string,
  words: string,
  address: string,
): { readonly problem: string; readonly remedy: string } | undefined {
  if (code.startsWith("Neo.ClientError.Security.") && code !== LOGINS_PAUSED) {
    const problem = `Neo4j at ${address} refused the login (${code})`;
    return { problem, remedy: "check graph.username and graph.password" };
  }
  if (code === "Neo.ClientError.Database.DatabaseNotFound") {
    const problem = `Neo4j at ${address} has no such database`;
    return { problem, remedy: "check the name in graph.database" };
  }
  if (OTHER_PROTOCOL.test(words)) {
    const bolt = address.replace(/^[a-z0-9+]+:/u, "bolt:").replace(/:\d+$/u, `:${BOLT_PORT}`);
    const whose = BROWSER_PORT.test(address) ? ", which is Neo4j Browser's port" : "";
    const problem = `what answers at ${address} does not speak Bolt${whose}`;
    return { problem, remedy: `write the address of Neo4j's Bolt port in graph.url, as ${bolt}` };
  }
  if (!UNTRUSTED.test(words)) return undefined;
  const remedy = "give Node its authority in NODE_EXTRA_CA_CERTS, or write +ssc in place of +s";
  return { problem: `the certificate of Neo4j at ${address} is not trusted`, remedy };
}

/** Why the server cannot do it now; undefined if that is not what is wrong. */
function unavailability(code: string, error: unknown): string | undefined {
  if (UNREACHABLE.has(code)) return unreachability(wordsOf(error));
  if (code === RACE) return "another writer was first";
  if (TIMED_OUT.test(code)) return "it took too long";
  if (code === LOGINS_PAUSED) {
    return "it looks at no login for some seconds, as several in a row were wrong: wait, and check graph.username and graph.password";
  }
  const isRetryable: unknown = Reflect.get(Object(error) as object, "retryable");
  const isTransient = code.includes("TransientError") || isRetryable === true;
  return isTransient ? `it answered ${code}` : undefined;
}

function unreachability(words: string): string {
  if (UNENCRYPTED.test(words)) {
    return "the connection ended before it was encrypted (a server without encryption wants a URL without +s)";
  }
  const [code] = /\bE(?:[A-Z]{3,}|AI_[A-Z]+)\b/u.exec(words) ?? [];
  return code === undefined ? "it cannot be reached" : `it cannot be reached (${code})`;
}

/** What an error and those that led to it say. */
function wordsOf(error: unknown): string {
  const words: string[] = [];
  let one = error;
  while (one instanceof Error && words.length < MAX_CAUSES) {
    words.push(one.message);
    one = one.cause;
  }
  return words.join("\n");
}

function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
  return typeof code === "string" ? code : undefined;
}
