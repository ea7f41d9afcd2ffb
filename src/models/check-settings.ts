/** Checks settings of models the way options of calls are checked. By hand, as an adapter imports no package but its vendor's. */
import { MAX_TIMER_MS } from "../core/clock.ts";
import { InvalidArgumentError } from "../core/errors.ts";
import { describeKnown } from "../core/nearest-name.ts";

/** What a setting must be. */
export interface SettingRule {
  /** As messages say it: "a number from 0 to 2". */
  readonly requirement: string;
  /** Whether a value that is given is one. */
  readonly holds: (value: unknown) => boolean;
  /** Whether it may hold a key or a password: messages then tell its type alone. @defaultValue false */
  readonly isSecret?: boolean | undefined;
  /** Whether it has to be given. @defaultValue false */
  readonly isRequired?: boolean | undefined;
}

/** A rule for every setting. */
export type SettingRules<Settings> = {
  readonly [Name in keyof Required<Settings>]: SettingRule;
};

/** Text with something in it. */
export const TEXT: SettingRule = {
  requirement: "text that is not blank",
  holds: (value) => typeof value === "string" && value.trim() !== "",
};
/** Text that may be a key, also an empty one, as an unset variable gives it. */
export const SECRET: SettingRule = {
  requirement: "text",
  holds: (value) => typeof value === "string",
  isSecret: true,
};
/** Yes or no. */
export const FLAG: SettingRule = {
  requirement: "true or false",
  holds: (value) => typeof value === "boolean",
};
/** How many of something, at least one. */
export const COUNT: SettingRule = {
  requirement: "an integer of at least 1",
  holds: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
};
/** A bound in milliseconds. */
export const TIMEOUT: SettingRule = {
  requirement: `an integer from 1 to ${MAX_TIMER_MS}`,
  holds: (value) => COUNT.holds(value) && Number(value) <= MAX_TIMER_MS,
};
/** Randomness. */
export const TEMPERATURE: SettingRule = {
  requirement: "a number from 0 to 2",
  holds: (value) => typeof value === "number" && value >= 0 && value <= 2,
};
/** A cosine that a text may exceed. */
export const COSINE: SettingRule = {
  requirement: "a number from -1 to less than 1",
  holds: (value) => typeof value === "number" && value >= -1 && value < 1,
};
/** An object with fields of any kind. */
export const FIELDS: SettingRule = {
  requirement: "an object",
  holds: isFields,
};
/** Headers of a request. */
export const HEADERS: SettingRule = {
  requirement: "an object of texts",
  holds: (value) => isFields(value) && Object.values(value).every((one) => typeof one === "string"),
  isSecret: true,
};

/** One of some values. */
export function oneOf(values: readonly string[]): SettingRule {
  return {
    requirement: `one of ${values.join(", ")}`,
    holds: (value) => values.some((one) => one === value),
  };
}

/** The same rule for what has to be given. */
export function required(rule: SettingRule): SettingRule {
  return { ...rule, isRequired: true };
}

/**
 * The settings, if each is known and what it must be. One that is undefined is not given, and no settings are none given.
 *
 * @param action - As messages say it: "open a language model".
 * @throws {InvalidArgumentError} For the first that is not. Of an unknown one it tells the known ones, and the nearest.
 */
export function checkSettings<Settings extends object>(
  settings: Settings,
  rules: SettingRules<Settings>,
  action: string,
): Settings {
  // Callers without types may leave them out, or pass anything.
  const given: unknown = settings ?? {};
  if (!isFields(given)) {
    throw new InvalidArgumentError(action, "settings", FIELDS.requirement, shown(given));
  }
  const known = Object.keys(rules);
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    const names = unknown.map((name) => `'${name}'`).join(", ");
    throw new InvalidArgumentError(action, "settings", describeKnown(unknown, known), names);
  }
  for (const [name, rule] of Object.entries<SettingRule>(rules)) checkOne(name, given[name], rule);
  return { ...settings };

  function checkOne(name: string, value: unknown, rule: SettingRule): void {
    const { requirement, holds, isSecret = false, isRequired = false } = rule;
    if (value === undefined ? !isRequired : holds(value)) return;
    const actual = isSecret ? kindOf(value) : shown(value);
    throw new InvalidArgumentError(action, name, requirement, actual);
  }
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** "3" where a number is wanted must not read as one. */
function shown(value: unknown): unknown {
  return typeof value === "string" ? `"${value}"` : value;
}

function kindOf(value: unknown): string {
  return `a value of type ${value === null ? "null" : typeof value}`;
}
