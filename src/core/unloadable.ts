import { ConfigurationError } from "./errors.ts";
import { printValue } from "./print-value.ts";

/** Longest part of another's words in a message. */
const MAX_WORDS = 300;

/**
 * The error for an optional package that could not be imported: one that is missing has to be installed; of another, what
 * it threw is told.
 */
export function unloadable(action: string, name: string, cause: unknown): ConfigurationError {
  const remedy = `run npm install ${name}`;
  if (isMissing(name, cause)) {
    return new ConfigurationError(action, `the package ${name} is not installed`, remedy, {
      cause,
    });
  }
  // What follows is where it was looked for.
  const [words] = (cause instanceof Error ? String(cause) : printValue(cause)).split("\n", 1);
  const problem = `the package ${name} is installed and fails to load (${words?.slice(0, MAX_WORDS)})`;
  return new ConfigurationError(action, problem, `install it anew: ${remedy}`, { cause });
}

/** Not a package that this one needs and has not: that is a broken installation of this one. */
function isMissing(name: string, cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  const code: unknown = Reflect.get(cause, "code");
  const isNotFound = code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
  return isNotFound && cause.message.includes(`'${name}'`);
}
