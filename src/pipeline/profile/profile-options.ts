/** What callers of `profile` pass, and its check. */
import { z } from "zod";

import { resolveScope, type ResolvedScope, type Scope } from "../../core/scope.ts";
import { check, scopeFields, signal, time, type TimeInput, timeZone } from "../check.ts";

/** Most traits, and most entries of the timeline, of one profile. */
export const MAX_PROFILE_LIMIT = 1_000;
/** Traits of a profile, unless asked otherwise. */
export const DEFAULT_TRAIT_LIMIT = 100;
/** Entries of its timeline, unless asked otherwise. */
export const DEFAULT_TIMELINE_LIMIT = 200;

/** Options of `profile` beside the scope. */
export interface ProfileOptions {
  /** Most traits, the latest begun: 0 to 1,000. @defaultValue 100 */
  readonly traitLimit?: number | undefined;
  /** Most entries of the timeline, the latest: 0 to 1,000. @defaultValue 200 */
  readonly timelineLimit?: number | undefined;
  /** World time: what held then, and what had happened by then. @defaultValue now */
  readonly asOf?: TimeInput | undefined;
  /** In which days begin: an IANA name. Give the one that messages were added with. @defaultValue "UTC" */
  readonly timeZone?: string | undefined;
  /** Aborting it rejects the call with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Checked options of `profile`. */
export interface ProfileRequest {
  readonly scope: ResolvedScope;
  readonly traitLimit: number;
  readonly timelineLimit: number;
  /** Epoch ms; null for now. */
  readonly asOf: number | null;
  readonly timeZone: string;
  readonly signal: AbortSignal | undefined;
}

interface CheckedOptions extends Scope, Omit<ProfileOptions, "asOf"> {
  readonly asOf?: number | undefined;
}

const limit = z.number().int().min(0).max(MAX_PROFILE_LIMIT).optional();
const schema: z.ZodType<CheckedOptions> = z.strictObject({
  ...scopeFields,
  traitLimit: limit,
  timelineLimit: limit,
  asOf: time.optional(),
  timeZone: timeZone.optional(),
  signal: signal.optional(),
});

/** @throws {InvalidArgumentError} */
export function checkProfile(options: unknown): ProfileRequest {
  const action = "read a profile";
  const checked = check(schema, options, action);
  return {
    scope: resolveScope(checked, action),
    traitLimit: checked.traitLimit ?? DEFAULT_TRAIT_LIMIT,
    timelineLimit: checked.timelineLimit ?? DEFAULT_TIMELINE_LIMIT,
    asOf: checked.asOf ?? null,
    timeZone: checked.timeZone ?? "UTC",
    signal: checked.signal,
  };
}
