/**
 * The import arrows of CONTRIBUTING.md as a pure function: the test of the tree and the test of the
 * linter's configuration both ask it.
 */
import { posix } from "node:path";

/** Folders that hold a port, with one folder for each vendor that implements it. */
const portFolders = ["vector", "graph", "journal", "models"] as const;

/** Folders that hold the connection that one vendor's adapters share. */
const connections: ReadonlySet<string> = new Set(["sqlite", "qdrant"]);

const belowPipeline = ["core", "text", "prompts", "reader", ...portFolders];
const facade = "the facade";
const stores = "open-stores.ts";

/** What each part of src/ may import besides itself. A part that is not listed is not allowed. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: [],
  text: ["core"],
  sqlite: ["core"],
  qdrant: ["core"],
  reader: ["core"],
  prompts: ["core", "text"],
  vector: ["core", "text"],
  graph: ["core", "text"],
  journal: ["core", "text"],
  models: ["core", "text"],
  pipeline: belowPipeline,
  [stores]: [...belowPipeline, "sqlite", "qdrant", "pipeline", facade],
  [facade]: [...belowPipeline, "pipeline", stores],
  operations: [...belowPipeline, "pipeline", facade],
  studio: [...belowPipeline, "pipeline", facade, "operations"],
  faces: [...belowPipeline, "pipeline", facade, "operations"],
  // The lexical embedder too: see `namesVendors`. Nothing of src/ imports it.
  testing: ["core", ...portFolders],
  "index.ts": [...belowPipeline, "pipeline", facade, "operations", "faces", "studio", stores],
};

/** Packages that only some files may name. All others are the business of package.json and knip. */
const packageOwners: readonly (readonly [name: RegExp, owner: RegExp])[] = [
  [/^node:sqlite$/, /^(?:sqlite|(?:vector|graph|journal)\/sqlite)\//],
  [/^neo4j-driver(?:\/|$)/, /^graph\/neo4j\//],
  [/^@qdrant\//, /^(?:qdrant|(?:vector|journal)\/qdrant)\//],
  [/^openai(?:\/|$)/, /^models\/openai\//],
  [/^(?:ai$|@ai-sdk\/)/, /^(?:models|faces)\/ai-sdk\//],
];

/** Folders inside a port's that are no vendor's: what all of its vendors share. */
const sharedFolders: ReadonlySet<string> = new Set(["graph/ledger"]);

interface Place {
  readonly part: string;
  /** `sqlite` for `vector/sqlite/…`, `cli` for `faces/cli/…`. */
  readonly vendor: string | undefined;
}

/**
 * Says why a file must not import something, or nothing when it may.
 *
 * @param file - The importing file, relative to src/: "graph/sqlite/edges.ts".
 * @param specifier - What stands between the quotes: "../../core/errors.ts", "node:path".
 */
export function importProblem(file: string, specifier: string): string | undefined {
  const isRelative = specifier.startsWith("./") || specifier.startsWith("../");
  return isRelative
    ? fileProblem(file, posix.normalize(posix.join(posix.dirname(file), specifier)))
    : packageProblem(file, specifier);
}

function fileProblem(file: string, target: string): string | undefined {
  if (target.startsWith("../")) {
    return "it is outside src/";
  }
  const from = placeOf(file);
  const to = placeOf(target);
  const allowed = mayImport[from.part];
  if (allowed === undefined || mayImport[to.part] === undefined) {
    return "the arrows know no such folder: add it to CONTRIBUTING.md, the linter and this table";
  }
  if (from.part === to.part) {
    return siblingProblem(from, to);
  }
  if (to.vendor !== undefined && isPortFolder(to.part)) {
    return namesVendors(from, to)
      ? undefined
      : "only open-stores.ts and index.ts name a vendor's folder";
  }
  const isConnection =
    connections.has(to.part) && from.vendor === to.part && isPortFolder(from.part);
  if (!allowed.includes(to.part) && !isConnection) {
    return `${from.part} does not import ${to.part}`;
  }
  return undefined;
}

function siblingProblem(from: Place, to: Place): string | undefined {
  if (from.vendor === to.vendor) {
    return undefined;
  }
  if (isPortFolder(from.part) && to.vendor !== undefined) {
    return "a port and its vendors do not import another vendor's folder";
  }
  if (from.part === "faces" && to.vendor !== undefined) {
    return "a face does not import another face";
  }
  return undefined;
}

function packageProblem(file: string, name: string): string | undefined {
  const from = placeOf(file);
  if (name.startsWith("/") || name.startsWith("#") || /^mnemograph(?:\/|$)/.test(name)) {
    return "files of src/ are named by relative paths";
  }
  const owner = packageOwners.find(([pattern]) => pattern.test(name))?.[1];
  if (owner !== undefined) {
    return owner.test(file) || from.part === stores
      ? undefined
      : "it belongs in its vendor's folder";
  }
  const isVendorFile = isPortFolder(from.part) && from.vendor !== undefined;
  return isVendorFile && !name.startsWith("node:")
    ? "a vendor's folder imports no package but that vendor's"
    : undefined;
}

function placeOf(file: string): Place {
  const [first = "", second, third] = file.split("/");
  if (second === undefined) {
    return { part: first === "index.ts" || first === stores ? first : facade, vendor: undefined };
  }
  const isVendor = third !== undefined && !sharedFolders.has(`${first}/${second}`);
  return { part: first, vendor: isVendor ? second : undefined };
}

function isPortFolder(part: string): boolean {
  return portFolders.some((folder) => folder === part);
}

function namesVendors({ part }: Place, to: Place): boolean {
  const isEmbedder = to.part === "models" && to.vendor === "lexical";
  return part === stores || part === "index.ts" || (part === "testing" && isEmbedder);
}
