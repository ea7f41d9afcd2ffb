/** Tables of the graph store: records as JSON beside the columns they are found by, and the projections. */
export const graphSchema = `
CREATE TABLE attestation (
  seq INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  id TEXT NOT NULL,
  of_id TEXT NOT NULL,
  form TEXT NOT NULL,
  turn_id TEXT NOT NULL,
  episode_id TEXT NOT NULL,
  memory_id TEXT,
  slot_subject TEXT,
  slot_value TEXT,
  timeline TEXT NOT NULL,
  spells TEXT NOT NULL,
  record TEXT NOT NULL
);
CREATE UNIQUE INDEX attestation_id ON attestation (tenant, id);
CREATE INDEX attestation_of ON attestation (tenant, of_id);
CREATE INDEX attestation_turn ON attestation (tenant, turn_id);
CREATE INDEX attestation_episode ON attestation (tenant, episode_id);
CREATE INDEX attestation_memory ON attestation (tenant, memory_id) WHERE memory_id IS NOT NULL;
CREATE INDEX attestation_timeline ON attestation (tenant, timeline);
CREATE INDEX attestation_subject ON attestation (tenant, slot_subject) WHERE slot_subject IS NOT NULL;
CREATE INDEX attestation_value ON attestation (tenant, slot_value) WHERE slot_value IS NOT NULL;

CREATE TABLE supersession (
  seq INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  id TEXT NOT NULL,
  old_id TEXT NOT NULL,
  by_id TEXT NOT NULL,
  turn_id TEXT NOT NULL,
  episode_id TEXT NOT NULL,
  record TEXT NOT NULL
);
CREATE UNIQUE INDEX supersession_id ON supersession (tenant, id);
CREATE INDEX supersession_old ON supersession (tenant, old_id);
CREATE INDEX supersession_by ON supersession (tenant, by_id);
CREATE INDEX supersession_turn ON supersession (tenant, turn_id);
CREATE INDEX supersession_episode ON supersession (tenant, episode_id);

CREATE TABLE mention (
  seq INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  id TEXT NOT NULL,
  key TEXT NOT NULL,
  name_key TEXT NOT NULL,
  alias_key TEXT NOT NULL,
  turn_id TEXT NOT NULL,
  episode_id TEXT NOT NULL,
  of_id TEXT,
  record TEXT NOT NULL
);
CREATE UNIQUE INDEX mention_id ON mention (tenant, id);
CREATE INDEX mention_key ON mention (tenant, key);
CREATE INDEX mention_name ON mention (tenant, name_key, key);
CREATE INDEX mention_alias ON mention (tenant, alias_key, key);
CREATE INDEX mention_turn ON mention (tenant, turn_id);
CREATE INDEX mention_episode ON mention (tenant, episode_id);
CREATE INDEX mention_of ON mention (tenant, of_id) WHERE of_id IS NOT NULL;

CREATE TABLE merge (
  seq INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  id TEXT NOT NULL,
  from_key TEXT NOT NULL,
  into_key TEXT NOT NULL,
  turn_id TEXT,
  episode_id TEXT NOT NULL,
  is_caller INTEGER NOT NULL,
  told TEXT NOT NULL,
  record TEXT NOT NULL
);
CREATE UNIQUE INDEX merge_id ON merge (tenant, id);
-- Each turn that calls an entity by another name merges the two: these find what counts without reading them all.
CREATE INDEX merge_from ON merge (tenant, from_key, into_key, is_caller, told);
CREATE INDEX merge_into ON merge (tenant, into_key, from_key, is_caller, told);
CREATE INDEX merge_turn ON merge (tenant, turn_id) WHERE turn_id IS NOT NULL;
CREATE INDEX merge_episode ON merge (tenant, episode_id);

CREATE TABLE tombstone (
  tenant INTEGER NOT NULL,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  form TEXT NOT NULL,
  PRIMARY KEY (tenant, id, form)
) WITHOUT ROWID;

-- Projections: what the records come to, for reading fast.
CREATE TABLE entity (
  tenant INTEGER NOT NULL,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT,
  aliases TEXT NOT NULL,
  first_at INTEGER NOT NULL,
  settled_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, key)
) WITHOUT ROWID;

CREATE TABLE relation (
  seq INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  id TEXT NOT NULL,
  source TEXT NOT NULL,
  type TEXT NOT NULL,
  destination TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  revision INTEGER NOT NULL DEFAULT 0,
  is_shown INTEGER NOT NULL DEFAULT 0,
  record TEXT NOT NULL,
  projection TEXT NOT NULL
);
CREATE UNIQUE INDEX relation_id ON relation (tenant, id);
CREATE INDEX relation_source ON relation (tenant, source, recorded_at DESC, id, revision) WHERE is_shown = 1;
CREATE INDEX relation_destination ON relation (tenant, destination, recorded_at DESC, id, revision) WHERE is_shown = 1;
CREATE INDEX relation_recorded ON relation (tenant, recorded_at DESC, id, revision) WHERE is_shown = 1;
`;
