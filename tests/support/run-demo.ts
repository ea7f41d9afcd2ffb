/** Runs the demo as a newcomer does. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { repositoryRoot } from "./source-files.ts";

/** The longest that a run may take: most of it is the planning of a server's first statements. */
export const RUN_MS = 120_000;
/** Nobody listens there, and HTTP requests may be sent to it. */
export const NOWHERE = "127.0.0.1:2";

/** What a run said. */
export interface Ran {
  readonly output: string;
  readonly errors: string;
  readonly status: number | null;
}

/** Runs it in a folder, with these variables and no others. */
export function runDemo(
  args: readonly string[],
  where: { readonly folder: string; readonly variables: Readonly<Record<string, string>> },
): Ran {
  const script = join(repositoryRoot, "examples", "demo.ts");
  const { PATH } = process.env;
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, ...args], {
    cwd: where.folder,
    encoding: "utf8",
    timeout: RUN_MS,
    env: { ...(PATH === undefined ? {} : { PATH }), ...where.variables },
  });
  return { output: stdout, errors: stderr, status };
}
