import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./source-files.ts";

/** What `docs/explore.cypher` consists of. */
export interface ExploreQueries {
  /** By name, each an expression of Cypher. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly queries: readonly ExploreQuery[];
}

/** One query, as it is pasted. */
export interface ExploreQuery {
  /** As `3. My people`. */
  readonly title: string;
  readonly text: string;
}

/** Reads `docs/explore.cypher`. @throws {Error} If a query has no title. */
export function readExploreQueries(): ExploreQueries {
  const file = readFileSync(join(repositoryRoot, "docs/explore.cypher"), "utf8");
  const parameters: Record<string, string> = {};
  const queries: ExploreQuery[] = [];
  for (const part of file.split(/;\n/)) {
    const lines = part.split("\n");
    const statement = lines.filter((line) => line.trim() !== "" && !line.startsWith("//"));
    const [, name, expression] = /^:param (\w+) => (.+)$/.exec(statement.join("\n")) ?? [];
    if (name !== undefined && expression !== undefined) {
      parameters[name] = expression;
    } else if (statement.length > 0) {
      const title = lines.find((line) => /^\/\/ \d+\. /.test(line))?.slice(3);
      if (title === undefined) {
        throw new Error(`A query of docs/explore.cypher has no title: ${part}`);
      }
      queries.push({ title, text: part.trim() });
    }
  }
  return { parameters, queries };
}
