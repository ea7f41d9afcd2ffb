/** Builds a set from words separated by spaces; `_` stands for a space inside one entry. */
export function wordSet(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(" ")).map((word) => word.replaceAll("_", " ")));
}
