/**
 * Tables of the vector store.
 *
 * `point.seq` holds the tenant's number and the point's within it (see `vector/sqlite/point-number.ts`), so that what
 * belongs to a tenant lies together. `view` is what visibility and filters look at; `metadata` is what filters do not
 * see: a turn's projected, a memory's own. `posting.entries` packs up to 128 points of a term: a row each would cost
 * more to read than all the rest of a search.
 */
export const vectorSchema = `
CREATE TABLE point (
  seq INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  text_key TEXT,
  original_text TEXT,
  at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  conversation TEXT,
  episode_id TEXT,
  turn_index INTEGER,
  details TEXT NOT NULL,
  metadata TEXT NOT NULL,
  projected_text TEXT,
  terms TEXT NOT NULL,
  is_redacted INTEGER NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL,
  view TEXT NOT NULL,
  retracted_at INTEGER,
  evidence TEXT NOT NULL,
  stamp INTEGER NOT NULL
);
CREATE UNIQUE INDEX point_id ON point (tenant, id);
CREATE INDEX point_stamp ON point (tenant, stamp);
CREATE INDEX point_recorded ON point (tenant, recorded_at DESC, id) WHERE is_redacted = 0;
CREATE INDEX point_text_key ON point (tenant, text_key) WHERE text_key IS NOT NULL;
CREATE INDEX point_conversation ON point (tenant, conversation, at, episode_id, turn_index)
  WHERE conversation IS NOT NULL;

CREATE TABLE point_embedding (
  seq INTEGER PRIMARY KEY,
  embedding BLOB NOT NULL
);

CREATE TABLE point_revision (
  tenant INTEGER NOT NULL,
  id TEXT NOT NULL,
  memory_id TEXT NOT NULL,
  text TEXT NOT NULL,
  text_key TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
CREATE INDEX point_revision_memory ON point_revision (tenant, memory_id, recorded_at, id);

CREATE TABLE posting (
  tenant INTEGER NOT NULL,
  term TEXT NOT NULL,
  first INTEGER NOT NULL,
  entries BLOB NOT NULL,
  PRIMARY KEY (tenant, term, first)
) WITHOUT ROWID;
`;

/**
 * Which points lack an embedding, in a table of their own so that a change of the model writes no row of
 * `point`; and how often the model changed, so that every connection notices.
 */
export const unembeddedSchema = `
CREATE TABLE point_unembedded (
  tenant INTEGER NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
INSERT INTO meta (key, value) VALUES ('embedding_generation', '1');
`;
