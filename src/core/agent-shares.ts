/**
 * Whose words a statement has that several agents attest: a reader narrowed to one of them is shown what that one's
 * episodes and those of no agent say, and nothing of the others.
 */
import type { Attestation, Metadata, MetadataValue } from "./records.ts";

/** A value with the place of its telling among all tellings. */
export interface Ranked<T> {
  readonly rank: number;
  readonly value: T;
}

/** What the episodes of one agent say of a statement. */
export interface AgentShare {
  /** Null for the episodes of no agent. */
  readonly agentId: string | null;
  /** The earliest text told there; null if none is left. */
  readonly text: Ranked<string> | null;
  /** By key, what the latest telling there says. */
  readonly metadata: Readonly<Record<string, Ranked<MetadataValue>>>;
}

/** Whether a reader narrowed to `reader` (null: not narrowed) may see what was told with `agentId`. */
export function isOfReader(agentId: string | null, reader: string | null): boolean {
  return reader === null || agentId === null || agentId === reader;
}

/**
 * The shares of a statement's tellings; none if all are of one agent, or of none.
 *
 * @param told - In the order of telling; those of `id` give the text before those folded into it.
 */
export function sharesOf(id: string, told: readonly Attestation[]): readonly AgentShare[] {
  const byAgent = Map.groupBy(told.entries(), ([, { agentId }]) => agentId);
  if (byAgent.size < 2) return [];
  return Array.from(byAgent, ([agentId, tellings]) => {
    const metadata = Object.create(null) as Record<string, Ranked<MetadataValue>>;
    for (const [rank, one] of tellings) {
      for (const [key, value] of Object.entries(one.metadata)) metadata[key] = { rank, value };
    }
    return { agentId, text: firstText(id, tellings, told.length), metadata };
  });
}

function firstText(
  id: string,
  tellings: readonly (readonly [number, Attestation])[],
  count: number,
): Ranked<string> | null {
  let first: Ranked<string> | null = null;
  for (const [index, { of, text }] of tellings) {
    const rank = of === id ? index : count + index;
    if (text !== null && (first === null || rank < first.rank)) first = { rank, value: text };
  }
  return first;
}

/** The text that a reader is shown; null if all texts are other agents', or there are no shares. */
export function textSeen(shares: readonly AgentShare[], reader: string | null): string | null {
  let first: Ranked<string> | null = null;
  for (const { agentId, text } of shares) {
    if (!text || !isOfReader(agentId, reader)) continue;
    if (first === null || text.rank < first.rank) first = text;
  }
  return first?.value ?? null;
}

/** The metadata that a reader is shown: a later telling's keys win. */
export function metadataSeen(shares: readonly AgentShare[], reader: string | null): Metadata {
  const latest = new Map<string, Ranked<MetadataValue>>();
  for (const { agentId, metadata } of shares) {
    if (!isOfReader(agentId, reader)) continue;
    for (const [key, one] of Object.entries(metadata)) {
      if (one.rank > (latest.get(key)?.rank ?? -1)) latest.set(key, one);
    }
  }
  return Object.fromEntries(Array.from(latest, ([key, { value }]) => [key, value]));
}
