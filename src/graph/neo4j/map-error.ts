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

const UNREACHABLE: ReadonlySet<string> = new Set(["ServiceUnavailable", "SessionExpired"]);
/** Two writers made the same node at once: whoever is later finds it when trying again. */
const RACE = "Neo.ClientError.Schema.ConstraintValidationFailed";
/** The server gave a statement up. */
const TIMED_OUT = /TransactionTimedOut|Transaction\.Terminated/u;

/** The error for what the driver threw while doing `action` ("read the graph"). */
export function mapNeo4jError(error: unknown, action: string): MnemographError {
  if (error instanceof MnemographError) return error;
  const code = codeOf(error);
  if (code === undefined) {
    return new InvariantError("The driver of Neo4j was called with what it cannot take", {
      cause: error,
    });
  }
  if (code.startsWith("Neo.ClientError.Security.")) return refusedLogin(code, action, error);
  const reason = unavailability(code, error);
  if (reason !== undefined) {
    return new StoreUnavailableError(action, STORE_NAME, { reason, cause: error });
  }
  if (code === "Neo.ClientError.Database.DatabaseNotFound") {
    const remedy = "check the name in graph.database";
    return new ConfigurationError(action, "Neo4j has no such database", remedy, { cause: error });
  }
  return new StoreOperationError(action, STORE_NAME, { reason: code, cause: error });
}

/** Why the server cannot do it now; undefined if that is not what is wrong. */
function unavailability(code: string, error: unknown): string | undefined {
  if (UNREACHABLE.has(code)) return "it cannot be reached";
  if (code === RACE) return "another writer was first";
  if (TIMED_OUT.test(code)) return "it took too long";
  const isRetryable: unknown = Reflect.get(Object(error) as object, "retryable");
  const isTransient = code.includes("TransientError") || isRetryable === true;
  return isTransient ? `it answered ${code}` : undefined;
}

function refusedLogin(code: string, action: string, cause: unknown): ConfigurationError {
  const remedy = "check graph.username and graph.password";
  return new ConfigurationError(action, `Neo4j refused the login (${code})`, remedy, { cause });
}

function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
  return typeof code === "string" ? code : undefined;
}
