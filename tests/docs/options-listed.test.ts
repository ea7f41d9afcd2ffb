import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { repositoryRoot } from "../support/source-files.ts";
import { readPage, section } from "./markdown.ts";

/** Where docs/usage.md lists the fields of each interface that callers fill in. */
const LISTED: readonly {
  readonly name: string;
  readonly file: string;
  readonly heading: string;
}[] = [
  { name: "Scope", file: "core/scope.ts", heading: "Scope" },
  { name: "OpenOptions", file: "pipeline/open-options.ts", heading: "Memory.open(options)" },
  { name: "AddOptions", file: "pipeline/add/add-options.ts", heading: "add(messages, options)" },
  { name: "Message", file: "pipeline/add/add-options.ts", heading: "Messages" },
  { name: "FactInput", file: "pipeline/add/add-options.ts", heading: "Facts" },
  { name: "RelationInput", file: "pipeline/add/add-options.ts", heading: "Relations" },
  { name: "EntityInput", file: "pipeline/add/add-options.ts", heading: "Entities" },
  { name: "SearchOptions", file: "pipeline/search-options.ts", heading: "search(query, options)" },
  {
    name: "ContextOptions",
    file: "pipeline/context/context-options.ts",
    heading: "context(queryOrMessages, options)",
  },
  { name: "FilterCondition", file: "core/filter.ts", heading: "Filters" },
  { name: "ListOptions", file: "pipeline/read.ts", heading: "getAll(options)" },
  {
    name: "ExportOptions",
    file: "pipeline/moving/export-options.ts",
    heading: "export(options)",
  },
  {
    name: "ImportOptions",
    file: "pipeline/moving/import-options.ts",
    heading: "import(lines, options)",
  },
  { name: "BackupOptions", file: "pipeline/backup.ts", heading: "backup(path, options)" },
  { name: "ReembedOptions", file: "pipeline/reembed.ts", heading: "reembed(options)" },
  {
    name: "ProfileOptions",
    file: "pipeline/profile/profile-options.ts",
    heading: "profile(options)",
  },
  { name: "GraphOptions", file: "pipeline/graph-view.ts", heading: "graph.relations(options)" },
  {
    name: "NeighborhoodOptions",
    file: "pipeline/graph-view.ts",
    heading: "graph.neighborhood(entity, options)",
  },
];

const usage = readPage("docs/usage.md");

test.for(LISTED)("docs/usage.md lists every field of $name", ({ name, file, heading }) => {
  const fields = fieldsOf(name, readFileSync(`${repositoryRoot}src/${file}`, "utf8"));
  expect(fields).not.toEqual([]);
  const text = section(usage, heading) ?? "";
  const missing = fields.filter((field) => !text.includes(`\n| \`${field}\``));
  expect(missing).toEqual([]);
});

test("docs/usage.md has a heading for every method of a memory and its graph", () => {
  const memory = methodsOf("memory.ts", "Memory");
  const graph = methodsOf("pipeline/graph-handle.ts", "GraphHandle").map((name) => `graph.${name}`);
  expect(memory).toContain("search");
  expect(graph).toContain("graph.merge");
  const headings = Array.from(usage.matchAll(/^#{2,4} (.*)$/gm), ([, text = ""]) => text);
  const missing = [...memory, ...graph].filter(
    (name) => !headings.some((heading) => heading.includes(`${name}(`)),
  );
  expect(missing).toEqual([]);
});

test("docs/usage.md says which methods are not on a handle of one scope", () => {
  const scoped = methodsOf("memory.ts", "ScopedMemory");
  expect(scoped).toContain("search");
  const known = new Set([...scoped, "open", "fromConfig"]);
  const missing = methodsOf("memory.ts", "Memory").filter((name) => !known.has(name));
  const told = /What is of the whole memory is not on it: ([^.]*)\./.exec(
    section(usage, "for(scope)") ?? "",
  )?.[1];
  const names = Array.from((told ?? "").matchAll(/`(\w+)`/g), ([, name]) => name);
  expect(new Set(names)).toEqual(new Set([...missing, "languageModel", "path"]));
});

test("docs/usage.md has no option that is gone", () => {
  for (const { name, file, heading } of LISTED) {
    const fields = fieldsOf(name, readFileSync(`${repositoryRoot}src/${file}`, "utf8"));
    const rows = Array.from(firstTable(section(usage, heading)), ([, field = ""]) => field);
    expect([heading, rows.filter((row) => !fields.includes(row))]).toEqual([heading, []]);
  }
});

/** Names of the fields of an interface, as the source has them. */
function fieldsOf(name: string, source: string): string[] {
  const body = new RegExp(String.raw`^export interface ${name}\b[^{]*\{\n([^]*?)^\}`, "m").exec(
    source,
  )?.[1];
  return Array.from((body ?? "").matchAll(/^ {2}readonly (\w+)\??:/gm), ([, field = ""]) => field);
}

/** Public methods of a class, those that are private or made by the library left out. */
function methodsOf(file: string, name: string): string[] {
  const source = readFileSync(`${repositoryRoot}src/${file}`, "utf8");
  const body =
    new RegExp(String.raw`^export class ${name} \{\n([^]*?)^\}`, "m").exec(source)?.[1] ?? "";
  // What is internal is not for callers, and not in the published types.
  const shown = body.replaceAll(/^ {2}\/\*\* @internal [^\n]*\n {2}[^\n]*/gm, "");
  return Array.from(
    shown.matchAll(/^ {2}(?:static )?(?:async )?(\w+)\(/gm),
    ([, method = ""]) => method,
  ).filter((method) => method !== "constructor");
}

/** The names in the first column of a section's first table. */
function firstTable(text = ""): Iterable<RegExpExecArray> {
  const table = /(?:^\|.*\n?)+/m.exec(text)?.[0] ?? "";
  return table.matchAll(/^\| `([^`]+)`/gm);
}
