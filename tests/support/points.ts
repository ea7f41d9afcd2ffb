import type { FilterNode } from "../../src/core/filter.ts";
import type { HitKind } from "../../src/core/records.ts";
import type { Tenant } from "../../src/core/scope.ts";
import type { Projection, Visibility } from "../../src/core/visibility.ts";
import type { ArmOptions, NewPoint, Reach, TurnDetails } from "../../src/vector/vector-store.ts";

/** 2024-01-01T00:00:00Z: what tests count days from. */
export const DAY_ZERO = 1_704_067_200_000;
/** A day, in milliseconds. */
export const DAY = 86_400_000;
/** The dimensions of every embedding made here. */
export const DIMENSIONS = 4;

/** A user's tenant. */
export function tenantOf(user: string): Tenant {
  return `user:${user}` as Tenant;
}

/** Sees everything that holds at the end of 2024. */
export function seeing(overrides: Partial<Visibility> = {}): Visibility {
  return {
    asOf: DAY_ZERO + 365 * DAY,
    isExplicit: false,
    includeClosed: false,
    agentId: null,
    runId: null,
    kinds: null,
    ...overrides,
  };
}

/** So many turns to either side, whenever they were said unless a pause is given. */
export function within(distance: number, pauseMs: number = 10_000 * DAY): Reach {
  return { distance, pauseMs };
}

/** Wants everything visible, the first ten. */
export function wanting(
  overrides: Partial<Visibility> & { limit?: number; filter?: FilterNode | null } = {},
): ArmOptions {
  const { limit = 10, filter = null, ...visibility } = overrides;
  return { limit, filter, visibility: seeing(visibility) };
}

/** A projection of what holds since day zero. */
export function projectionOf(overrides: Partial<Projection> = {}): Projection {
  return {
    revision: 0,
    spells: [{ from: DAY_ZERO, to: null, closedAt: null }],
    retractedAt: null,
    foldedInto: null,
    isAttesting: true,
    text: null,
    evidence: [],
    agentIds: [null],
    runIds: [],
    metadata: {},
    ...overrides,
  };
}

/** A unit vector that points as `components` do. */
export function unit(...components: readonly number[]): Float32Array {
  const norm = Math.hypot(...components) || 1;
  return Float32Array.from({ length: DIMENSIONS }, (_, index) => (components[index] ?? 0) / norm);
}

/** What tests say of a point: the rest is made up. */
export type PointSketch = Partial<Omit<NewPoint, "projection" | "turn">> & {
  readonly id: string;
  readonly projection?: Partial<Projection>;
  readonly turn?: Partial<TurnDetails>;
};

/** A trait, unless `kind` says otherwise. */
export function memoryOf({ projection, ...sketch }: Omit<PointSketch, "turn">): NewPoint {
  const text = sketch.text ?? `memory ${sketch.id}`;
  return {
    kind: "trait",
    text,
    textKey: text.toLowerCase(),
    searchText: text,
    attributedTo: "user",
    agentId: null,
    at: DAY_ZERO,
    recordedAt: DAY_ZERO,
    provenance: { extractor: "model", model: "m", prompt: "facts", promptVersion: "1" },
    turn: null,
    metadata: {},
    embedding: unit(1),
    ...sketch,
    projection: projectionOf({ text, evidence: [`turn-of-${sketch.id}`], ...projection }),
  };
}

/** A turn that attests nothing. */
export function turnOf({ projection, turn, ...sketch }: PointSketch): NewPoint {
  const text = sketch.text ?? `turn ${sketch.id}`;
  const kind: HitKind = "turn";
  return {
    kind,
    text,
    textKey: null,
    searchText: text,
    attributedTo: "user",
    agentId: null,
    at: DAY_ZERO,
    recordedAt: DAY_ZERO,
    provenance: null,
    metadata: {},
    embedding: unit(1),
    ...sketch,
    turn: {
      episodeId: "episode",
      index: 0,
      role: "user",
      name: null,
      ref: null,
      runId: null,
      expiresAt: null,
      ...turn,
    },
    projection: projectionOf({ spells: [], isAttesting: false, ...projection }),
  };
}
