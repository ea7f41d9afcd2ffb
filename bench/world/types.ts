/** What a scripted world is made of: plain data, so that it can be hashed, stored and compared. */

/** The language a tenant's people speak. */
export type Language = "en" | "zh";

/** The relations the world knows: functional ones have one value at a time, the last three have many. */
export type RelationName =
  | "lives_in"
  | "works_at"
  | "job_title"
  | "partner"
  | "favourite_food"
  | "manager"
  | "located_in"
  | "is_a"
  | "likes"
  | "has_pet"
  | "alias";

/** Whether a subject has one value of a relation at a time. */
export type Cardinality = "one" | "many";

/** A thing by its name, as text speaks of it. */
export interface EntityRef {
  readonly name: string;
  readonly type: string;
}

/** One message of a session; `id` begins with the tenant's id, so that a leak is seen from the id alone. */
export interface WorldMessage {
  readonly id: string;
  readonly role: "user" | "assistant";
  readonly content: string;
  readonly name?: string;
}

/** What a perfect extractor reads from one message. CHANGE and ADD are told apart for the reader only. */
export interface GoldItem {
  readonly operation: "ADD" | "CHANGE" | "CORRECT" | "REPEAT";
  readonly factId: string;
  readonly messageId: string;
  readonly text: string;
  /** As the message names it: the name, or an alias told earlier. */
  readonly subject: EntityRef;
  readonly relationship: RelationName;
  readonly object: EntityRef;
  readonly cardinality: Cardinality;
  /** ISO time since when it holds, where the message says so. */
  readonly validFrom?: string;
}

/** One conversation: delivered as one episode. */
export interface WorldSession {
  readonly id: string;
  /** When it was held, ISO. No two sessions of a tenant share it. */
  readonly date: string;
  readonly messages: readonly WorldMessage[];
  readonly gold: readonly GoldItem[];
}

/** One arrival of a session. The same session may arrive again, under the same key or another. */
export interface Delivery {
  readonly sessionId: string;
  readonly idempotencyKey: string;
}

/** A time during which a fact held: `[from, to)`, ISO; `to` null while it holds. */
export interface FactSpell {
  readonly from: string;
  readonly to: string | null;
  /** The words of the earliest telling within the spell. */
  readonly text: string;
}

/** What became of a fact. `retracted`: it never held. `deleted`: the user had it erased. */
export type FactStatus = "current" | "ended" | "retracted" | "deleted";

/** Where a fact stands, with every time it held. */
export interface FactState {
  readonly status: FactStatus;
  readonly spells: readonly FactSpell[];
}

/** One (subject, relation, object) of a tenant with all its tellings and its true state. */
export interface Fact {
  readonly id: string;
  readonly subject: EntityRef;
  readonly relationship: RelationName;
  readonly object: EntityRef;
  readonly cardinality: Cardinality;
  /** Every wording it was told in, the first told first. */
  readonly texts: readonly string[];
  /** The messages that told it. */
  readonly messageIds: readonly string[];
  /** Once everything has arrived. */
  readonly ingested: FactState;
  /** Once the tenant's deletions were carried out as well. Questions are asked of this state. */
  readonly final: FactState;
}

/** What a question tests. */
export type QuestionType =
  | "hop1"
  | "after_change"
  | "contradiction"
  | "as_of"
  | "before_change"
  | "alias"
  | "set"
  | "hop2"
  | "hop3"
  | "isolation"
  | "late"
  | "deleted";

/** A question with the facts that answer it. */
export interface Question {
  readonly id: string;
  readonly tenantId: string;
  readonly language: Language;
  readonly type: QuestionType;
  readonly text: string;
  /** ISO; passed to the search as a parameter. */
  readonly asOf?: string;
  /** Facts that must be found. Empty: there is nothing to find. */
  readonly must: readonly string[];
  /** Facts about the same slot that do not hold at the time asked about. */
  readonly stale: readonly string[];
  /** Facts that were corrected away: they never held. */
  readonly wrong: readonly string[];
  /** Facts the user had deleted: they must not come back. */
  readonly gone: readonly string[];
  readonly path: readonly RelationName[];
  /** Names of the objects of the last facts on the path. */
  readonly answer: readonly string[];
}

/** One user's world. */
export interface Tenant {
  readonly id: string;
  readonly language: Language;
  /** Who speaks; not one of the people spoken about. */
  readonly owner: string;
  readonly sessions: readonly WorldSession[];
  /** In the order in which the sessions arrive. */
  readonly deliveries: readonly Delivery[];
  /** Facts the user deletes after everything has arrived. */
  readonly deletions: readonly string[];
  readonly facts: readonly Fact[];
  readonly questions: readonly Question[];
}

/** How large a world is. */
export interface WorldOptions {
  readonly seed: number;
  readonly tenantCount: number;
  readonly sessionCount: number;
  readonly personCount: number;
}

/** A whole world. */
export interface World {
  readonly options: WorldOptions;
  readonly tenants: readonly Tenant[];
}
