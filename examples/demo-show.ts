import type { ScopedMemory, SearchResult } from "../src/index.ts";
import {
  findChanges,
  formatChange,
  formatPath,
  formatRelation,
  formatRelationship,
  type DayFormat,
} from "./demo-report.ts";
import type { Printer } from "./terminal.ts";

/** A few of each: the demo is to be read, and the file holds the rest. */
const MAX_SHOWN_MEMORIES = 8;
const MAX_SHOWN_CHANGES = 8;
const MAX_SHOWN_RELATIONS = 16;
const MAX_SHOWN_HITS = 3;
const MAX_SHOWN_REASONS = 3;

/** Enough relations to find what changed in a long conversation; one page of the library. */
const MAX_READ_RELATIONS = 1000;

/** How to print, and how to write days. */
export interface Display {
  readonly printer: Printer;
  readonly days: DayFormat;
}

/** Shows a few traits and events. */
export async function showMemories(
  memories: ScopedMemory,
  { printer, days }: Display,
): Promise<void> {
  const traits = await memories.getAll({ kinds: ["trait"], limit: MAX_SHOWN_MEMORIES });
  printer.heading("Traits: facts that hold until told otherwise");
  printer.rows(traits.results.map((trait) => [days.validity(trait), trait.memory]));
  const events = await memories.getAll({ kinds: ["event"], limit: MAX_SHOWN_MEMORIES });
  printer.heading("Events: facts of one day");
  printer.rows(events.results.map((event) => [days.day(event.validFrom), event.memory]));
}

/** Shows what had one value and then another. */
export async function showChanges(
  memories: ScopedMemory,
  { printer, days }: Display,
): Promise<void> {
  const { results } = await memories.graph.relations({
    limit: MAX_READ_RELATIONS,
    includeClosed: true,
  });
  const changes = findChanges(results).slice(0, MAX_SHOWN_CHANGES);
  printer.heading("What changed over time");
  if (changes.length === 0) {
    printer.text("Nothing that was read has changed.");
  }
  printer.rows(
    changes.map((change) => [
      `${change.source} ${formatRelationship(change.relationship)}`,
      formatChange(change, days),
    ]),
  );
}

/** Shows a few edges of the graph as sentences. */
export async function showGraph(memories: ScopedMemory, { printer }: Display): Promise<void> {
  const { results, cursor } = await memories.graph.relations({ limit: MAX_SHOWN_RELATIONS });
  printer.heading("The graph");
  if (results.length === 0) {
    printer.text("No relation was read from this conversation.");
  }
  for (const relation of results) {
    printer.text(formatRelation(relation));
  }
  if (cursor !== undefined && cursor !== null) {
    printer.text("… and more", { style: "dim" });
  }
}

/** Asks one question and shows the answer with the reason for every line of it. */
export async function showAnswer(
  memories: ScopedMemory,
  question: string,
  { printer, days }: Display,
): Promise<void> {
  const answer = await memories.search(question, { limit: MAX_SHOWN_HITS, explain: true });
  printer.blank();
  printer.text(`? ${question}`, { style: "bold" });
  if (answer.results.length === 0 && answer.relations.length === 0) {
    printer.text("Nothing that is known has to do with it.", { indent: 4 });
  }
  showHits(answer, { printer, days });
  showPaths(answer, { printer, days });
  for (const note of answer.degraded) {
    printer.text(`degraded: ${formatReason(note)}`, { indent: 4, style: "yellow" });
  }
}

function showHits({ results }: SearchResult, { printer, days }: Display): void {
  for (const [index, hit] of results.entries()) {
    const validity = hit.kind === "trait" ? days.validity(hit) : days.day(hit.validFrom);
    const details = [hit.kind, validity, `relevance ${hit.relevance.toFixed(2)}`].filter(Boolean);
    printer.text(`${index + 1}. ${hit.memory}  (${details.join(", ")})`, { indent: 4 });
    for (const reason of hit.why.slice(0, MAX_SHOWN_REASONS)) {
      printer.text(`why: ${formatReason(reason)}`, { indent: 7, style: "dim" });
    }
  }
}

/** Shows the ways through the graph: of two steps or more, no single message holds the answer. */
function showPaths({ relations }: SearchResult, { printer, days }: Display): void {
  for (const relation of relations.slice(0, MAX_SHOWN_HITS)) {
    const path = relation.path.length > 1 ? formatPath(relation.path) : formatRelation(relation);
    const validity = days.validity(relation);
    const suffix = validity === "" ? "" : `  (${validity})`;
    printer.text(`graph: ${path}${suffix}`, { indent: 4, style: "cyan" });
  }
}

function formatReason(reason: unknown): string {
  return typeof reason === "string" ? reason : JSON.stringify(reason);
}
