/** Runs tests with one bound of the library shifted, so that a campaign sees whether they look at its very edge. */
import type { Plugin } from "vitest/config";

/** The variable that names a bound and how far it is shifted: "core/names.ts MAX_NAME_LENGTH -1". */
const VARIABLE = "SHIFTED_BOUND";

/** A plugin that rewrites the constant as its file is loaded; null where nothing is to be shifted. */
export function shiftedBound(): Plugin | null {
  const shift = process.env[VARIABLE];
  if (shift === undefined) return null;
  const [place = "", name = "", by = ""] = shift.split(" ");
  const constant = new RegExp(`^((?:export )?const ${name}(?:: [^=\\n]+)? =\\s)([^;\\n]+);`, "mu");
  return {
    name: "shifted-bound",
    enforce: "pre",
    transform: (code, id) => {
      if (!id.endsWith(`/src/${place}`)) return null;
      if (!constant.test(code)) throw new Error(`${place} has no ${name}`);
      return code.replace(constant, `$1($2) + ${Number(by)};`);
    },
  };
}
