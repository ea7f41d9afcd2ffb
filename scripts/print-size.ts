/**
 * Prints what a person downloads and what lies on their disk after `npm install mnemograph`:
 * packs dist/ as it is, installs the archive in an empty folder and measures that folder.
 */
import { globSync, lstatSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packPackage, runBinary } from "./pack-package.ts";

const folder = mkdtempSync(join(tmpdir(), "mnemograph-size-"));
try {
  printSize(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function printSize(target: string): void {
  const planned = packPackage(["--dry-run"]);
  const packed = packPackage(["--pack-destination", target]);
  writeFileSync(join(target, "package.json"), '{ "private": true }\n');
  const archive = join(target, packed.filename);
  runBinary("npm", ["install", "--no-audit", "--no-fund", "--omit=dev", archive], target);

  const modules = join(target, "node_modules");
  const packageCount = globSync(["*/package.json", "@*/*/package.json"], { cwd: modules }).length;
  console.log(`packed     ${kilobytes(planned.size)} kB, ${planned.entryCount} files`);
  console.log(`unpacked   ${kilobytes(planned.unpackedSize)} kB`);
  console.log(`installed  ${kilobytes(sizeOf(modules))} kB, ${packageCount} packages`);
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
