/** Tables for the terminal and results on disk. */
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

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
