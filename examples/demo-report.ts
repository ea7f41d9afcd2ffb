/** What the demo prints, made from answers of the library; pure. */

/** A time as the library gives it: ISO 8601, or null while it is unknown or has not come. */
export type Moment = string | null | undefined;

/** The part of a memory that is shown. */
export interface ShownMemory {
  readonly memory: string;
  readonly kind: string;
  readonly validFrom?: Moment;
  readonly validTo?: Moment;
}

/** The part of a relation that is shown. */
export interface ShownRelation {
  readonly source: string;
  readonly relationship: string;
  readonly destination: string;
  readonly validFrom?: Moment;
  readonly validTo?: Moment;
}

/** A subject and relation that had several values, the earliest first. */
export interface Change {
  readonly source: string;
  readonly relationship: string;
  readonly values: readonly ShownRelation[];
}

/** What became of sessions that a model could not be asked about. */
export interface PendingCounts {
  readonly pendingSessionCount: number;
  readonly caughtUpSessionCount: number;
  /** Why the model could not be asked. */
  readonly outage: string | null;
}

/** Says what the model has left unread, why, and what to do; nothing where it has read all at once. */
export function describePending(counts: PendingCounts): string[] {
  const { pendingSessionCount, caughtUpSessionCount, outage } = counts;
  const lines: string[] = [];
  if (caughtUpSessionCount > 0) {
    const sessions = formatCount(caughtUpSessionCount, "session");
    lines.push(`Read now, after an outage: ${sessions} that had been left pending.`);
  }
  if (pendingSessionCount > 0) {
    const sessions = formatCount(pendingSessionCount, "session");
    const why = outage ?? "the model did not answer to all that it was asked";
    lines.push(
      `Extraction failed: the facts of ${sessions} are pending. ${why}`,
      "The messages themselves are kept, and found by search. Run the same again when the model answers: the next run reads them.",
    );
  }
  return lines;
}

/** Writes days as people of one place see them. */
export interface DayFormat {
  /** The day of a time, as 2024-05-21; a dash where there is none. */
  day(moment: Moment): string;
  /** Since when, or from when to when: "since 2024-05-21", "2024-01-14 to 2024-05-21". */
  validity(span: Pick<ShownMemory, "validFrom" | "validTo">): string;
}

/**
 * Makes a format for days.
 *
 * @param timeZone - IANA name; "yesterday" said in Macau is another day in UTC.
 */
export function createDayFormat(timeZone = "UTC"): DayFormat {
  // Sweden writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
  const day = (moment: Moment): string =>
    moment === null || moment === undefined ? "–" : format.format(new Date(moment));
  return {
    day,
    validity: ({ validFrom, validTo }) => {
      if (validTo === null || validTo === undefined) {
        return validFrom === null || validFrom === undefined ? "" : `since ${day(validFrom)}`;
      }
      return validFrom === null || validFrom === undefined
        ? `until ${day(validTo)}`
        : `${day(validFrom)} to ${day(validTo)}`;
    },
  };
}

/** Makes a relation's type readable: LIVES_IN becomes "lives in". */
export function formatRelationship(relationship: string): string {
  return relationship.toLowerCase().replaceAll("_", " ");
}

/** The latest by their start, those of unknown start last; of one start in the order given. */
export function pickLatest<T extends Pick<ShownMemory, "validFrom">>(
  memories: readonly T[],
  limit: number,
): T[] {
  // ISO 8601 in one time zone sorts as text.
  return memories
    .toSorted((a, b) => compareText(b.validFrom ?? "", a.validFrom ?? ""))
    .slice(0, limit);
}

/** The part of a found relation that says how it was reached. */
export interface ShownPath {
  readonly path: readonly ShownRelation[];
}

/** Leaves out paths that are the beginning of another one: what they show is shown there. */
export function pickPaths<T extends ShownPath>(found: readonly T[]): T[] {
  return found.filter((one) => !found.some((other) => beginsWith(other.path, one.path)));
}

/**
 * Writes a way through the graph as one chain, each edge in its own direction:
 * "Kirk ←sister of— Ana Silva —works at→ Feedzai".
 *
 * Edges that do not touch the one before them begin a new chain after a comma.
 */
export function formatPath(path: readonly ShownRelation[]): string {
  const chains: string[] = [];
  let end: string | undefined;
  for (const [index, edge] of path.entries()) {
    const isContinued = end === edge.source || end === edge.destination;
    const start: string = isContinued && end !== undefined ? end : findStart(edge, path[index + 1]);
    const head = isContinued ? chains.pop() : start;
    chains.push(`${head ?? start}${formatStep(edge, start)}`);
    end = start === edge.source ? edge.destination : edge.source;
  }
  return chains.join(", ");
}

/**
 * Finds what changed: every subject and relation of which a value ended, with what came after it.
 *
 * In order of the first value's start, values of one change likewise; unknown starts come first.
 */
export function findChanges(relations: readonly ShownRelation[]): Change[] {
  const groups = new Map<string, ShownRelation[]>();
  for (const relation of relations) {
    const key = JSON.stringify([relation.source, relation.relationship]);
    const group = groups.get(key) ?? [];
    group.push(relation);
    groups.set(key, group);
  }
  return Array.from(groups.values())
    .map((group) => group.toSorted(byStart))
    .filter((group) => group.some(hasEnded))
    .toSorted((a, b) => compareStarts(a[0], b[0]))
    .map((values) => ({
      source: values[0]?.source ?? "",
      relationship: values[0]?.relationship ?? "",
      values,
    }));
}

/** Writes a change in one line: "Lisbon (2024-01-14 to 2024-05-13) → Porto (since 2024-05-13)". */
export function formatChange({ values }: Change, days: DayFormat): string {
  return values
    .map((value) => {
      const validity = days.validity(value);
      return validity === "" ? value.destination : `${value.destination} (${validity})`;
    })
    .join(" → ");
}

/** Counts with the right form: "1 fact", "12 facts". */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/** Writes a size in bytes for people: "412 KB". */
export function formatBytes(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.ceil(bytes / 1000)} KB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Whether `path` goes on after all of `head`. */
function beginsWith(path: readonly ShownRelation[], head: readonly ShownRelation[]): boolean {
  return path.length > head.length && head.every((step, index) => isSameStep(step, path[index]));
}

function isSameStep(a: ShownRelation, b: ShownRelation | undefined): boolean {
  return (
    a.source === b?.source && a.relationship === b.relationship && a.destination === b.destination
  );
}

/** The end of an edge that the next one does not share, so that the chain can go on. */
function findStart(edge: ShownRelation, next: ShownRelation | undefined): string {
  const isLeftBySource = next?.source === edge.source || next?.destination === edge.source;
  return isLeftBySource ? edge.destination : edge.source;
}

function formatStep({ source, relationship, destination }: ShownRelation, start: string): string {
  const name = formatRelationship(relationship);
  return start === source ? ` —${name}→ ${destination}` : ` ←${name}— ${source}`;
}

function hasEnded({ validTo }: ShownRelation): boolean {
  return validTo !== null && validTo !== undefined;
}

function byStart(a: ShownRelation, b: ShownRelation): number {
  return compareStarts(a, b);
}

function compareStarts(a: ShownRelation | undefined, b: ShownRelation | undefined): number {
  return compareText(a?.validFrom ?? "", b?.validFrom ?? "");
}

function compareText(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
