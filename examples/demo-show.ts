import type { Hit, MemoryView, ScopedMemory, SearchResult } from "../src/index.ts";
import type { Asked } from "./demo-ask.ts";
import {
  findChanges,
  formatChange,
  formatCount,
  formatPath,
  formatRelationship,
  pickLatest,
  pickPaths,
  type DayFormat,
} from "./demo-report.ts";
import type { Printer } from "./terminal.ts";

/** A few of each: the demo is to be read, and the file holds the rest. */
const MAX_SHOWN_MEMORIES = 8;
const MAX_SHOWN_CHANGES = 8;
const MAX_SHOWN_RELATIONS = 16;
const MAX_SHOWN_HITS = 3;
const MAX_DIARY_TRAITS = 4;
const MAX_DIARY_EVENTS = 6;

/** Enough to find the latest, and what changed, in a long conversation; one page of the library. */
const MAX_READ = 1000;

/** How to print, and how to write days. */
export interface Display {
  readonly printer: Printer;
  readonly days: DayFormat;
}

/** Shows the latest traits and events. */
export async function showMemories(memories: ScopedMemory, display: Display): Promise<void> {
  const { printer, days } = display;
  const traits = await memories.getAll({ kinds: ["trait"], limit: MAX_READ });
  printer.heading("Traits: facts that hold until told otherwise, the latest first");
  showLatest(traits.results, (trait) => days.validity(trait), display);
  const events = await memories.getAll({ kinds: ["event"], limit: MAX_READ });
  printer.heading("Events: what happened at a time, the latest first");
  showLatest(events.results, (event) => days.day(event.validFrom), display);
}

function showLatest(
  found: readonly MemoryView[],
  formatTime: (one: MemoryView) => string,
  { printer }: Display,
): void {
  if (found.length === 0) {
    printer.text("None was read from this conversation.");
  }
  const shown = pickLatest(found, MAX_SHOWN_MEMORIES);
  printer.rows(shown.map((one) => [formatTime(one), one.memory]));
  showRest(found.length - shown.length, printer);
}

function showRest(count: number, printer: Printer): void {
  if (count > 0) {
    printer.text(`… and ${count} more`, { style: "dim" });
  }
}

/** Shows what had one value and then another. */
export async function showChanges(
  memories: ScopedMemory,
  { printer, days }: Display,
): Promise<void> {
  const { results } = await memories.graph.relations({
    limit: MAX_READ,
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
  const { results } = await memories.graph.relations({ limit: MAX_READ });
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
  showRest(results.length - shown.length, printer);
}

/** Shows what a prompt would be given: the latest of it as a diary. */
export async function showDiary(
  memories: ScopedMemory,
  timeZone: string | undefined,
  { printer }: Display,
): Promise<void> {
  const limits = { traitLimit: MAX_DIARY_TRAITS, timelineLimit: MAX_DIARY_EVENTS };
  const { text } = await memories.profile({ ...limits, timeZone });
  if (text === "") {
    return;
  }
  printer.heading("The latest as a diary, ready for a prompt");
  for (const line of text.split("\n").filter((one) => one !== "")) {
    printer.text(line);
  }
}

/** Shows an answer with the reasons for every line of it, and whose it is where several were asked. */
export function showAnswer(
  { question, answer, userId, askedCount, leftOutCount }: Asked,
  { printer, days }: Display,
): void {
  printer.blank();
  printer.text(`? ${question}`, { style: "bold" });
  if (answer.results.length === 0) {
    const whose = askedCount > 1 ? ` to any of the ${askedCount} users` : "";
    printer.text(`Nothing that is known${whose} has to do with it.`, { indent: 4 });
  } else {
    if (askedCount > 1) {
      const text = `Of ${askedCount} users that were asked, ${userId} knows most of it.`;
      printer.text(text, { indent: 4 });
    }
    showHits(answer, { printer, days });
    showPaths(answer, { printer, days });
  }
  if (leftOutCount > 0) {
    const left = formatCount(leftOutCount, "more user");
    printer.text(`Not asked: ${left} of the file; --user names one.`, { indent: 4 });
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
