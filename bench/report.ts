/** Tables for the terminal and results on disk. */
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** Differences that are shown. */
const MAX_DIFFERENCES = 20;

/** Sets rows in columns: the first to the left, the others to the right. */
export function formatTable(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [headers, ...rows];
  const widths = headers.map((_, column) =>
    Math.max(...lines.map((cells) => (cells[column] ?? "").length)),
  );
  return lines
    .map((cells) =>
      widths
        .map((width, column) => {
          const cell = cells[column] ?? "";
          return column === 0 ? cell.padEnd(width) : cell.padStart(width);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** A share as a percentage with one decimal, or a dash. */
export function percent(share: number | undefined): string {
  return share === undefined ? "-" : (share * 100).toFixed(1);
}

/** The value below which a part of the values lie, by nearest rank; 0 if there is none. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
}

/** SHA-256 in hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** Writes results to `bench/results/<name>.json`, which git ignores, and returns the path. */
export async function writeResults(name: string, results: unknown): Promise<string> {
  const folder = new URL("results/", import.meta.url);
  await mkdir(folder, { recursive: true });
  const path = fileURLToPath(new URL(`${name}.json`, folder));
  await writeFile(path, `${JSON.stringify(results, null, 2)}\n`);
  return path;
}

/**
 * What of the results differs, as paths to the first few values that do; nothing if all is the same.
 *
 * @param ignored - Keys, at any depth, that are not compared: times differ each run.
 */
export function differencesOf(
  expected: unknown,
  found: unknown,
  ignored: ReadonlySet<string>,
): string[] {
  const isBranch = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null;
  const compare = (a: unknown, b: unknown, path: string): string[] => {
    if (!isBranch(a) || !isBranch(b)) {
      return Object.is(a, b) ? [] : [`${path}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`];
    }
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return keys
      .filter((key) => !ignored.has(key))
      .flatMap((key) => compare(a[key], b[key], path === "" ? key : `${path}.${key}`));
  };
  return compare(expected, found, "").slice(0, MAX_DIFFERENCES);
}

/** What is said of a comparison with the first place. */
export function printDifferences(name: string, differences: readonly string[]): string {
  if (differences.length === 0) return `The same on ${name} as on the embedded file, times aside`;
  const lines = differences.map((line) => `  ${line}`);
  return [`OTHER on ${name} than on the embedded file:`, ...lines].join("\n");
}
