/** The part of a point that visibility and filters look at, as the file and the cache keep it. */
import type { HitKind, Metadata } from "../../core/records.ts";
import type { Projection } from "../../core/visibility.ts";
import type { NewPoint } from "../vector-store.ts";
import type { ViewedPoint } from "../wanted.ts";

/** What `view` holds as JSON. */
interface View extends Pick<
  Projection,
  "spells" | "foldedInto" | "isAttesting" | "agentIds" | "runIds" | "byAgent"
> {
  readonly metadata: Metadata;
}

/** The JSON of a point's view. */
export function encodeView(kind: HitKind, own: Metadata, projection: Projection): string {
  const { spells, foldedInto, isAttesting, agentIds, runIds, byAgent } = projection;
  const metadata = kind === "turn" ? own : projection.metadata;
  const shares = byAgent ? { byAgent } : {};
  const view: View = { spells, foldedInto, isAttesting, agentIds, runIds, metadata, ...shares };
  return JSON.stringify(view);
}

/** The metadata that filters do not see, as JSON: a turn's projected, a memory's own. */
export function encodeOtherMetadata(
  kind: HitKind,
  { metadata, projection }: Pick<NewPoint, "metadata" | "projection">,
): string {
  return JSON.stringify(kind === "turn" ? projection.metadata : metadata);
}

/** Reads a view back. Of its projection only what visibility looks at is filled in. */
export function decodeView(kind: HitKind, at: number, json: string): ViewedPoint {
  // Written by `encodeView` and by nobody else.
  const { metadata, ...seen } = JSON.parse(json) as View;
  const projection = {
    ...seen,
    metadata,
    revision: 0,
    retractedAt: null,
    text: null,
    evidence: [],
  };
  return { kind, at, projection, metadata };
}
