import type { Hit, ScopedMemory, SearchResult } from "../src/index.ts";
import {
  findChanges,
  formatChange,
  formatPath,
  formatRelationship,
  pickPaths,
  type DayFormat,
} from "./demo-report.ts";
import type { Printer } from "./terminal.ts";

/** A few of each: the demo is to be read, and the file holds the rest. */
const MAX_SHOWN_MEMORIES = 8;
const MAX_SHOWN_CHANGES = 8;
const MAX_SHOWN_RELATIONS = 16;
const MAX_SHOWN_HITS = 3;

/** Below this, a hit has next to nothing to do with the question. */
const MIN_RELEVANCE = 0.2;

/** "My sister's company's city" is three steps away from me. */
const HOPS = 3;

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
  printer.heading("Events: what happened at a time");
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

/** Shows the latest edges of the graph as sentences, those of one source together. */
export async function showGraph(memories: ScopedMemory, { printer }: Display): Promise<void> {
  const { results } = await memories.graph.relations({ limit: MAX_READ_RELATIONS });
  printer.heading("The graph");
  if (results.length === 0) {
    printer.text("No relation was read from this conversation.");
  }
  const shown = results.slice(0, MAX_SHOWN_RELATIONS);
  const bySource = Map.groupBy(shown, (edge) => edge.source);
  printer.rows(
    Array.from(bySource, ([source, edges]) =>
      edges.map(({ relationship, destination }, index) => [
        index === 0 ? source : "",
        `—${formatRelationship(relationship)}→ ${destination}`,
      ]),
    ).flat(),
  );
  if (results.length > shown.length) {
    printer.text(`… and ${results.length - shown.length} more`, { style: "dim" });
  }
}

/** Asks one question and shows the answer with the reasons for every line of it. */
export async function showAnswer(
  memories: ScopedMemory,
  question: string,
  { printer, days }: Display,
): Promise<void> {
  const answer = await memories.search(question, {
    limit: MAX_SHOWN_HITS,
    threshold: MIN_RELEVANCE,
    graph: { hops: HOPS },
  });
  printer.blank();
  printer.text(`? ${question}`, { style: "bold" });
  if (answer.results.length === 0) {
    printer.text("Nothing that is known has to do with it.", { indent: 4 });
  } else {
    showHits(answer, { printer, days });
    showPaths(answer, { printer, days });
  }
  for (const { part, reason } of answer.degraded) {
    printer.text(`without ${part}: ${reason}`, { indent: 4, style: "yellow" });
  }
}

function showHits({ results }: SearchResult, { printer, days }: Display): void {
  for (const [index, hit] of results.entries()) {
    printer.text(`${index + 1}. ${hit.memory}`, { indent: 4 });
    printer.rows(
      [
        ["what", [hit.kind, describeTime(hit, days)].filter(Boolean).join(", ")],
        ["why", hit.why.map(({ text }) => text).join("; ")],
      ],
      { indent: 7, style: "dim" },
    );
  }
}

/** When a hit holds, happened or was said. */
function describeTime(hit: Hit, days: DayFormat): string {
  if (hit.kind === "trait") {
    return days.validity(hit);
  }
  const day = days.day(hit.validFrom);
  return hit.kind === "turn" ? `said on ${day}` : day;
}

/** Shows the ways through the graph: of two steps or more, no single message holds the answer. */
function showPaths({ relations }: SearchResult, { printer, days }: Display): void {
  printer.rows(
    pickPaths(relations)
      .slice(0, MAX_SHOWN_HITS)
      .map((relation) => {
        const validity = days.validity(relation);
        const path = formatPath(relation.path);
        return ["graph", validity === "" ? path : `${path}  (${validity})`];
      }),
    { indent: 4, style: "cyan" },
  );
}
