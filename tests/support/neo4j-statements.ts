/** All Cypher that the library sends. */
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { whileLocked } from "../../src/graph/neo4j/while-locked.ts";
import { repositoryRoot } from "./source-files.ts";

/** The files of those that are read behind a lock too. */
const READ_LOCKED = [
  "list-around.ts",
  "look-around.ts",
  "lookup.ts",
  "load-all.ts",
  "missing-edges.ts",
  "revision.ts",
  "stray-edges.ts",
] as const;

const folder = join(repositoryRoot, "src/graph/neo4j/statements");

/** A statement by the file and constant that hold it. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** What the files of statements hold: texts of Cypher, and constants of Cypher that modules export. */
export async function readStatements(): Promise<Statement[]> {
  const texts = globSync(join(folder, "**/*.cypher")).map((path) => ({
    name: basename(path),
    text: readFileSync(path, "utf8"),
  }));
  const modules = await Promise.all(
    globSync(join(folder, "**/*.ts")).map(async (path) => ({
      path,
      // Its constants are what this test is to find out.
      exported: (await import(path)) as Readonly<Record<string, unknown>>,
    })),
  );
  const constants = modules.flatMap(({ path, exported }) =>
    Object.entries(exported).flatMap(([name, value]) =>
      [value].flat().map((text, index) => ({
        name: `${basename(path)} ${name}${index === 0 ? "" : ` ${index + 1}`}`,
        text,
      })),
    ),
  );
  const odd = constants.find(({ text }) => typeof text !== "string");
  if (odd) {
    throw new Error(`${odd.name} is no text, so it cannot be checked: export the statement itself`);
  }
  const all = [...texts, ...constants.map(({ name, text }) => ({ name, text: String(text) }))];
  const locked = all.filter(({ name }) => READ_LOCKED.some((file) => name.startsWith(file)));
  return [
    ...all,
    ...locked.map(({ name, text }) => ({ name: `${name} while locked`, text: whileLocked(text) })),
  ];
}
