/** Tables of the journal: episodes with their plan or outcome, and whose each id is. */
export const journalSchema = `
CREATE TABLE journal_entry (
  tenant INTEGER NOT NULL,
  episode_id TEXT NOT NULL,
  is_done INTEGER NOT NULL,
  plan TEXT,
  outcome TEXT,
  recorded_at INTEGER NOT NULL,
  turn_count INTEGER NOT NULL,
  agent_id TEXT,
  run_id TEXT,
  expires_at INTEGER,
  lease_until INTEGER NOT NULL,
  PRIMARY KEY (tenant, episode_id)
) WITHOUT ROWID;
CREATE INDEX journal_entry_episode ON journal_entry (episode_id);
CREATE INDEX journal_entry_pending ON journal_entry (tenant, recorded_at) WHERE is_done = 0;
CREATE INDEX journal_entry_expiring ON journal_entry (tenant, expires_at)
  WHERE expires_at IS NOT NULL;

CREATE TABLE journal_id (
  id TEXT NOT NULL,
  tenant INTEGER NOT NULL,
  PRIMARY KEY (id, tenant)
) WITHOUT ROWID;
CREATE INDEX journal_id_tenant ON journal_id (tenant);
`;

/** Episodes that a model has still to read: it was down when they came. */
export const unreadSchema = `
ALTER TABLE journal_entry ADD COLUMN unread TEXT;
CREATE INDEX journal_entry_unread ON journal_entry (tenant, recorded_at) WHERE unread IS NOT NULL;
`;
