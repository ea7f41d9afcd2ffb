/**
 * Prints what a person downloads and what lies on their disk after `npm install mnemograph`:
 * packs dist/ as it is, installs the archive in an empty folder and measures that folder.
 */
import { execFileSync } from "node:child_process";
import { globSync, lstatSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface PackedPackage {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly entryCount: number;
}

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "mnemograph-size-"));
try {
  printSize(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function printSize(target: string): void {
  const planned = pack(["--dry-run"]);
  const packed = pack(["--pack-destination", target]);
  writeFileSync(join(target, "package.json"), '{ "private": true }\n');
  const archive = join(target, packed.filename);
  npm(["install", "--no-audit", "--no-fund", "--omit=dev", archive], target);

  const modules = join(target, "node_modules");
  const packageCount = globSync(["*/package.json", "@*/*/package.json"], { cwd: modules }).length;
  console.log(`packed     ${kilobytes(planned.size)} kB, ${planned.entryCount} files`);
  console.log(`unpacked   ${kilobytes(planned.unpackedSize)} kB`);
  console.log(`installed  ${kilobytes(sizeOf(modules))} kB, ${packageCount} packages`);
}

function pack(options: readonly string[]): PackedPackage {
  // Without scripts: dist/ was built a moment ago, and prepack would print into the JSON.
  const output = npm(["pack", "--json", "--ignore-scripts", ...options], root);
  const [packed] = JSON.parse(output) as PackedPackage[];
  if (packed === undefined) {
    throw new Error("npm pack printed no package");
  }
  return packed;
}

function npm(parameters: readonly string[], cwd: string): string {
  return execFileSync("npm", parameters, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    // npm is a batch file on Windows, which runs only in a shell.
    shell: process.platform === "win32",
  });
}

function sizeOf(directory: string): number {
  return globSync("**/*", { cwd: directory })
    .map((path) => lstatSync(join(directory, path)))
    .filter((entry) => entry.isFile())
    .reduce((total, entry) => total + entry.size, 0);
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
