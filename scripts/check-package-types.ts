/** Checks that the package's types resolve as its code does: packs it in a folder of its own, so that no archive here is touched. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packPackage, runBinary } from "./pack-package.ts";

const folder = mkdtempSync(join(tmpdir(), "mnemograph-package-"));
try {
  const { filename } = packPackage(["--pack-destination", folder]);
  const parameters = ["--profile", "esm-only", join(folder, filename)];
  process.stdout.write(runBinary("attw", parameters, folder));
} catch (error) {
  // What it found is what it printed.
  if (!(error instanceof Error && "stdout" in error)) throw error;
  process.stdout.write(String(error.stdout));
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
