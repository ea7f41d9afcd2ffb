import { printValue } from "./print-value.ts";

/** The code of every error mnemograph throws, in the order of `docs/errors.md`. */
export const errorCodes = [
  "INVALID_ARGUMENT",
  "CONFIGURATION_INVALID",
  "NOT_FOUND",
  "STORE_UNAVAILABLE",
  "STORE_OPERATION_FAILED",
  "MODEL_UNAVAILABLE",
  "MODEL_REQUEST_REJECTED",
  "MODEL_OUTPUT_INVALID",
  "LIMIT_EXCEEDED",
  "PARTIAL_WRITE",
  "INVARIANT_VIOLATED",
] as const;

/** A stable name for a kind of error: branch on this rather than on the message or the class. */
export type ErrorCode = (typeof errorCodes)[number];

/** What every error may carry besides its message. */
export interface ErrorDetails {
  /** The error that led to this one, untouched. */
  readonly cause?: unknown;
}

/** What an error of a store or a model that cannot be reached right now may carry. */
export interface UnavailableDetails extends ErrorDetails {
  /** Why, in a few words without secrets, as "it did not answer within 5000 ms". */
  readonly reason?: string | undefined;
  /** How long the other side asked to wait before the next try, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/** What an error of a store that is a server may carry. */
export interface StoreAddress {
  /** Where it is, without credentials: "bolt://localhost:7687". */
  readonly address?: string | undefined;
}

/** What an error of a store or a model that refused a request carries. */
export interface RejectedDetails extends ErrorDetails {
  /** Why, in a few words without secrets, as "the disk is full". */
  readonly reason: string;
}

/** What a {@link ModelOutputError} carries: enough to see what the model was asked and wrote. */
export interface ModelOutputDetails extends ErrorDetails {
  /** The prompt that was answered. */
  readonly promptId: string;
  /** That prompt's version. */
  readonly promptVersion: string;
  /** What the model wrote, whole. It may quote a conversation: mind where it is logged. */
  readonly text: string;
  /** What is wrong with it, one sentence each, with the path of the field. */
  readonly issues: readonly string[];
}

/** How much was asked for, and what to do about it. */
export interface ExcessDetails {
  /** In the unit of the bound. */
  readonly actual: number;
  /** "split over several adds". */
  readonly remedy: string;
}

/** What a {@link PartialWriteError} carries. */
export interface PartialWriteDetails extends ErrorDetails {
  /** The key to repeat the call with: what was already written is then not written twice. */
  readonly idempotencyKey?: string | undefined;
}

/**
 * The base of every error mnemograph throws, except an abort: that rejects with `signal.reason`.
 *
 * Messages read "Cannot ⟨action⟩ as ⟨why⟩: ⟨what to know⟩" and hold no secrets, prompts or vectors.
 */
export abstract class MnemographError extends Error {
  /** The kind of error; stable between versions. */
  abstract readonly code: ErrorCode;
  /** Whether the same call may succeed later without a change. */
  abstract readonly isRetryable: boolean;

  /**
   * @param message - Sentence case, without a period.
   * @param details - What led to it.
   */
  constructor(message: string, { cause }: ErrorDetails = {}) {
    // An own `cause` of undefined would be printed as one.
    super(message, cause === undefined ? undefined : { cause });
  }
}

/** The caller broke a documented precondition: fix the call, do not retry it. */
export class InvalidArgumentError extends MnemographError {
  override readonly name = "InvalidArgumentError";
  override readonly code = "INVALID_ARGUMENT";
  override readonly isRetryable = false;
  /** The argument that was wrong, as the caller names it: `limit`, `filters.age`. */
  readonly argument: string;

  /**
   * @param action - What was tried: "search memories".
   * @param argument - Its name, or its path: "filters.age".
   * @param requirement - What it must be: "an integer from 1 to 1000".
   * @param actual - What it is; printed short, and never thrown over.
   */
  constructor(action: string, argument: string, requirement: string, actual: unknown) {
    super(
      `Cannot ${action} as '${argument}' must be ${requirement}: current value is ${printValue(actual)}`,
    );
    this.argument = argument;
  }
}

/** The set-up does not fit: dimensions, a missing package, a file that is not ours. */
export class ConfigurationError extends MnemographError {
  override readonly name = "ConfigurationError";
  override readonly code = "CONFIGURATION_INVALID";
  override readonly isRetryable = false;

  /**
   * @param action - What was tried: "open the memory file".
   * @param problem - What does not fit: "it was made with 384 dimensions and the model has 768".
   * @param remedy - What to do about it: "call reembed() or configure the first model".
   * @param details - What led to it.
   */
  constructor(action: string, problem: string, remedy: string, details: ErrorDetails = {}) {
    super(`Cannot ${action} as ${problem}: ${remedy}`, details);
  }
}

/** What a {@link NotFoundError} was looked for by. */
export interface NotFoundDetails extends ErrorDetails {
  /** Whether an id or a name was given. @defaultValue "id" */
  readonly by?: "id" | "name" | undefined;
}

/** Nothing has this id, or this name, inside the scope of the call. */
export class NotFoundError extends MnemographError {
  override readonly name = "NotFoundError";
  override readonly code = "NOT_FOUND";
  override readonly isRetryable = false;
  /** What was looked for: "memory", "entity". */
  readonly what: string;
  /** The id, or the name, that nothing has. */
  readonly id: string;

  /**
   * @param action - What was tried: "update a memory".
   * @param what - What was looked for, a noun without an article: "memory".
   * @param id - The id, or the name, that nothing has.
   * @param details - Which of the two it is, and what led to it.
   */
  constructor(action: string, what: string, id: string, details: NotFoundDetails = {}) {
    const { by = "id" } = details;
    const given = printValue(id);
    super(`Cannot ${action} as no ${what} has the given ${by}: current value is ${given}`, details);
    this.what = what;
    this.id = id;
  }
}

/** A store does not answer right now: the same call may succeed later. */
export class StoreUnavailableError extends MnemographError {
  override readonly name = "StoreUnavailableError";
  override readonly code = "STORE_UNAVAILABLE";
  override readonly isRetryable = true;
  /** The store, as a person knows it: "the embedded file", "Qdrant". */
  readonly store: string;
  /** How long the store asked to wait, in milliseconds; undefined if it did not say. */
  readonly retryAfterMs: number | undefined;

  /**
   * @param action - What was tried: "commit an episode".
   * @param store - The store, as a person knows it: "the embedded file".
   * @param details - Why, what led to it, and how long to wait.
   */
  constructor(action: string, store: string, details: UnavailableDetails & StoreAddress = {}) {
    const { reason, address } = details;
    super(`Cannot ${action} as ${store}${place(address)} is unavailable${suffix(reason)}`, details);
    this.store = store;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** A store refused the operation: repeating it changes nothing. */
export class StoreOperationError extends MnemographError {
  override readonly name = "StoreOperationError";
  override readonly code = "STORE_OPERATION_FAILED";
  override readonly isRetryable = false;
  /** The store, as a person knows it: "the embedded file", "Neo4j". */
  readonly store: string;

  /**
   * @param action - What was tried: "commit an episode".
   * @param store - The store, as a person knows it: "the embedded file".
   * @param details - Why, and what led to it.
   */
  constructor(action: string, store: string, details: RejectedDetails & StoreAddress) {
    const { reason, address } = details;
    super(`Cannot ${action} as ${store}${place(address)} refused it${suffix(reason)}`, details);
    this.store = store;
  }
}

/** A model does not answer right now, or asks to slow down: the same call may succeed later. */
export class ModelUnavailableError extends MnemographError {
  override readonly name = "ModelUnavailableError";
  override readonly code = "MODEL_UNAVAILABLE";
  override readonly isRetryable = true;
  /** The model's name. */
  readonly model: string;
  /** How long the provider asked to wait, in milliseconds; undefined if it did not say. */
  readonly retryAfterMs: number | undefined;

  /**
   * @param action - What was tried: "extract facts".
   * @param model - The model's name.
   * @param details - Why, what led to it, and how long to wait.
   */
  constructor(action: string, model: string, details: UnavailableDetails = {}) {
    super(`Cannot ${action} as model '${model}' is unavailable${suffix(details.reason)}`, details);
    this.model = model;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** A model's provider refused the request: a wrong key, an unknown model, a bad parameter. */
export class ModelRequestError extends MnemographError {
  override readonly name = "ModelRequestError";
  override readonly code = "MODEL_REQUEST_REJECTED";
  override readonly isRetryable = false;
  /** The model's name. */
  readonly model: string;

  /**
   * @param action - What was tried: "extract facts".
   * @param model - The model's name.
   * @param details - Why, and what led to it.
   */
  constructor(action: string, model: string, details: RejectedDetails) {
    super(
      `Cannot ${action} as model '${model}' refused the request${suffix(details.reason)}`,
      details,
    );
    this.model = model;
  }
}

/** What a model wrote does not fit the prompt's schema, also after the one repair round. */
export class ModelOutputError extends MnemographError {
  override readonly name = "ModelOutputError";
  override readonly code = "MODEL_OUTPUT_INVALID";
  override readonly isRetryable = false;
  /** The prompt that was answered. */
  readonly promptId: string;
  /** That prompt's version. */
  readonly promptVersion: string;
  /** What the model wrote, whole. It may quote a conversation: mind where it is logged. */
  readonly text: string;
  /** What is wrong with it, one sentence each. */
  readonly issues: readonly string[];

  /**
   * @param action - What was tried: "extract facts".
   * @param details - The prompt, what the model wrote and what is wrong with it.
   */
  constructor(action: string, details: ModelOutputDetails) {
    const { promptId, promptVersion, text, issues } = details;
    super(
      `Cannot ${action} as the answer to prompt '${promptId}' version ${promptVersion} ` +
        `must fit its schema: number of issues is ${issues.length}`,
      details,
    );
    this.promptId = promptId;
    this.promptVersion = promptVersion;
    this.text = text;
    this.issues = issues;
  }
}

/** A documented bound was passed: split the input, or ask for less. */
export class LimitExceededError extends MnemographError {
  override readonly name = "LimitExceededError";
  override readonly code = "LIMIT_EXCEEDED";
  override readonly isRetryable = false;
  /** The bound, by its documented name: "maxMessageLength". */
  readonly limit: string;
  /** The most that is allowed, in the unit of the bound. */
  readonly maximum: number;
  /** What was asked for, in the same unit. */
  readonly actual: number;

  /**
   * @param action - What was tried: "add an episode".
   * @param limit - The bound, by its documented name.
   * @param maximum - The most that is allowed.
   * @param given - What was asked for, alone or with what to do about it.
   */
  constructor(action: string, limit: string, maximum: number, given: number | ExcessDetails) {
    const { actual, remedy } = typeof given === "number" ? { actual: given } : given;
    const most = remedy === undefined ? maximum : `${maximum}, ${remedy}`;
    super(`Cannot ${action} as '${limit}' must be at most ${most}: current value is ${actual}`);
    this.limit = limit;
    this.maximum = maximum;
    this.actual = actual;
  }
}

/**
 * Some of the stores were written and others not, or it is unknown whether they were.
 *
 * Repeating the call with {@link PartialWriteError.idempotencyKey} is safe and completes it.
 */
export class PartialWriteError extends MnemographError {
  override readonly name = "PartialWriteError";
  override readonly code = "PARTIAL_WRITE";
  override readonly isRetryable = true;
  /** The steps that are surely done, in their order. */
  readonly completed: readonly string[];
  /** The steps that are not done, or not surely, in their order. */
  readonly pending: readonly string[];
  /** The key to repeat the call with; undefined where repeating needs none. */
  readonly idempotencyKey: string | undefined;

  /**
   * @param action - What was tried: "add an episode".
   * @param completed - The steps that are surely done.
   * @param pending - The steps that are not, or not surely.
   * @param details - What led to it, and the key that makes repeating safe.
   */
  constructor(
    action: string,
    completed: readonly string[],
    pending: readonly string[],
    details: PartialWriteDetails = {},
  ) {
    super(
      `Cannot ${action} as it was interrupted: completed is ${list(completed)}, pending is ${list(pending)}`,
      details,
    );
    this.completed = completed;
    this.pending = pending;
    this.idempotencyKey = details.idempotencyKey;
  }
}

/** Mnemograph broke one of its own rules: a bug of ours, please report it. */
export class InvariantError extends MnemographError {
  override readonly name = "InvariantError";
  override readonly code = "INVARIANT_VIOLATED";
  override readonly isRetryable = false;

  /**
   * @param message - The rule that was broken.
   * @param details - What led to it.
   */
  constructor(message: string, details: ErrorDetails = {}) {
    super(`Invariant violated: ${message}`, details);
  }
}

/**
 * Checks a rule of our own code; never use it for what a caller passes.
 *
 * @throws {InvariantError} If `condition` is false.
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) {
    throw new InvariantError(message);
  }
}

/**
 * Marks a branch the types rule out, so that a new member of a union fails to compile there.
 *
 * @throws {InvariantError} Always.
 */
export function unreachable(value: never): never {
  throw new InvariantError(`no branch handles ${printValue(value)}`);
}

function suffix(reason: string | undefined): string {
  return reason === undefined ? "" : `: ${reason}`;
}

function place(address: string | undefined): string {
  return address === undefined ? "" : ` at ${address}`;
}

function list(steps: readonly string[]): string {
  return steps.length === 0 ? "nothing" : steps.join(" and ");
}
