/** Constraints and indexes, each a statement of its own, safe to repeat. */
export const SCHEMA: readonly string[] = [
  unique("tenant", "MemoryTenant", ["id"]),
  unique("entity", "Entity", ["tenant", "key"]),
  ...["Evidence", "Supersession", "Mention", "Merge", "Relation"].map((label) =>
    unique(label.toLowerCase(), label, ["tenant", "id"]),
  ),
  unique("tombstone", "Tombstone", ["tenant", "id", "form"]),
  unique("alias", "Alias", ["tenant", "from", "into"]),
  unique("name", "Name", ["tenant", "key", "name", "begins", "agent"]),
  ...["of", "turn", "episode", "memory", "timeline", "subject", "value"].map((property) =>
    index("Evidence", [property]),
  ),
  ...["old", "by", "turn", "episode"].map((property) => index("Supersession", [property])),
  ...["turn", "episode", "of"].map((property) => index("Mention", [property])),
  index("Mention", ["key", "time"]),
  index("Merge", ["from", "into", "caller", "told"]),
  ...["turn", "episode"].map((property) => index("Merge", [property])),
  index("Alias", ["into"]),
  index("Name", ["name"]),
  index("Name", ["begins"]),
  index("Relation", ["listed", "id"]),
  ...["source", "destination"].map((end) => index("Relation", [end, "listed", "id"])),
];

function unique(kind: string, label: string, properties: readonly string[]): string {
  const name = `mnemograph_${kind}`;
  const list = properties.map((property) => `n.${property}`).join(", ");
  return `CREATE CONSTRAINT ${name} IF NOT EXISTS FOR (n:${label}) REQUIRE (${list}) IS UNIQUE`;
}

function index(label: string, properties: readonly string[]): string {
  const name = ["mnemograph", label.toLowerCase(), ...properties].join("_");
  const list = ["tenant", ...properties].map((property) => `n.${property}`).join(", ");
  return `CREATE INDEX ${name} IF NOT EXISTS FOR (n:${label}) ON (${list})`;
}
