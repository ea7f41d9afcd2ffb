/** The bounds inside the library, read from its sources: constants, each with the reason that stands above it. */
import { readSourceFiles } from "../../tests/support/source-files.ts";

/** One of them. */
export interface InnerBound {
  readonly name: string;
  /** Its file, relative to src/. */
  readonly place: string;
  /** The comment above it, and its value. */
  readonly why: string;
}

/** A constant that bounds something, with the comment above it if there is one. */
const BOUND =
  /(?:\/\*\* (?<why>(?:(?!\*\/)[^])*?) ?\*\/\n)?(?:export )?const (?<name>MAX_[A-Z0-9_]+)(?:: [^=\n]+)? =\s(?<value>[^;\n]+);/gu;

/** All of them, in the order of their files. */
export function innerBounds(): readonly InnerBound[] {
  return readSourceFiles().flatMap(({ path, text }) =>
    Array.from(text.matchAll(BOUND), ({ groups }) => ({
      name: groups?.["name"] ?? "",
      place: path,
      why: `${groups?.["value"] ?? ""}: ${(groups?.["why"] ?? "as the one above it").replaceAll(/\s*\n \* ?/gu, " ")}`,
    })),
  );
}
