/** Copying the embedded file while it is in use. */
import { z } from "zod";

import { ConfigurationError } from "../core/errors.ts";
import { check, signal } from "./check.ts";
import type { Engine } from "./engine.ts";

/** How far a backup is. */
export interface BackupProgress {
  /** Pages of the file that are copied. */
  readonly done: number;
  /** Pages in all. */
  readonly total: number;
}

/** Options of `backup`. */
export interface BackupOptions {
  /** Whether a file that is there may be replaced. @defaultValue false */
  readonly overwrite?: boolean | undefined;
  /** Told as it goes on. What it throws ends the backup. @defaultValue none */
  readonly onProgress?: ((progress: BackupProgress) => void) | undefined;
  /** Aborting it rejects the call with the signal's reason; no file is left then. */
  readonly signal?: AbortSignal | undefined;
}

const ACTION = "back up";

const schema: z.ZodType<BackupOptions> = z.strictObject({
  overwrite: z.boolean().optional(),
  onProgress: z
    .custom<(progress: BackupProgress) => void>(
      (value) => typeof value === "function",
      "a function",
    )
    .optional(),
  signal: signal.optional(),
});

/**
 * Writes a copy of the embedded file to `path`.
 *
 * @throws {ConfigurationError} If some of the memory is not in the embedded file.
 */
export async function backup(path: unknown, options: unknown, engine: Engine): Promise<void> {
  const target = check(z.string(), path, ACTION, "path");
  const { signal: given, overwrite, onProgress } = check(schema, options ?? {}, ACTION);
  given?.throwIfAborted();
  const { home } = engine;
  if (!home.backup) {
    const problem = "not all of the memory is in the embedded file";
    throw new ConfigurationError(ACTION, problem, "call export(), or use the servers' own backups");
  }
  const onPages = (done: number, total: number): void => {
    onProgress?.({ done, total });
  };
  await home.backup(target, { overwrite, onPages, signal: given });
}
