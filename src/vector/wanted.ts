import { matchesFilter } from "../core/matches-filter.ts";
import type { Metadata } from "../core/records.ts";
import { isVisible, metadataFor } from "../core/visibility.ts";
import type { VisibleRecord } from "../core/visibility.ts";
import type { ArmOptions } from "./vector-store.ts";

/** What narrows an answer. */
export type Want = Pick<ArmOptions, "visibility" | "filter">;

/** A point as {@link isWanted} looks at it. */
export interface ViewedPoint extends VisibleRecord {
  /** What filters see: a turn's own metadata, a memory's projected. */
  readonly metadata: Metadata;
}

/** Whether an answer may hold this point. */
export function isWanted(point: ViewedPoint, { visibility, filter }: Want): boolean {
  if (!isVisible(point, visibility)) return false;
  return filter === null || matchesFilter(filter, metadataOf(point, visibility.agentId));
}

function metadataOf({ kind, metadata, projection }: ViewedPoint, agentId: string | null): Metadata {
  return kind === "turn" ? metadata : metadataFor(projection, agentId);
}
