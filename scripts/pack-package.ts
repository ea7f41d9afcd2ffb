import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** What npm says of an archive. */
export interface PackedPackage {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly entryCount: number;
}

/** Packs dist/ as it is, and what else the package has, by `npm pack` with these options. */
export function packPackage(options: readonly string[]): PackedPackage {
  // Without scripts: dist/ was built a moment ago, and prepack would print into the JSON.
  const parameters = ["pack", "--json", "--ignore-scripts", ...options];
  const output = runBinary("npm", parameters, join(import.meta.dirname, ".."));
  const [packed] = JSON.parse(output) as PackedPackage[];
  if (packed === undefined) {
    throw new Error("npm pack printed no package");
  }
  return packed;
}

/** Runs what npm has put on the path, and gives what it prints. */
export function runBinary(name: string, parameters: readonly string[], cwd: string): string {
  return execFileSync(name, parameters, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    // npm and its binaries are batch files on Windows, which run only in a shell.
    shell: process.platform === "win32",
  });
}
