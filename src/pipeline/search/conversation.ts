/**
 * Turns in the light of those around them: an answer rarely repeats the words of its question, so what is said next to a
 * turn counts for it.
 *
 * Source of the mixture: measured on LoCoMo (five conversations, turns, R@10): BM25 of turns alone 62, with windows of
 * one and two turns to either side 75, with the speaker whom the question names 78; sums of the neighbours' own scores
 * instead of windows as texts of their own give 71 and 74, as a word that is repeated then counts twice.
 */
import { step, type Steps } from "../../core/awaitable.ts";
import type { Reach, StoredPoint } from "../../vector/vector-store.ts";
import type { ArmInput } from "./arm-input.ts";
import { questionsIn } from "./asked-of-memory.ts";
import type { TextShare } from "./text-share.ts";
import type { TermCounts } from "./term-matcher.ts";

/** Turns whose neighbours are looked at: with 40 the recall is that of all. */
export const MAX_CENTERS = 40;
/** How far a window reaches to either side, in turns. */
export const WINDOW_REACH = 2;
/** Turns of other episodes further apart than this were not said in one conversation: an hour. */
const MAX_PAUSE_MS = 3_600_000;
/** Where neighbours are looked for. */
const REACH: Reach = { distance: WINDOW_REACH, pauseMs: MAX_PAUSE_MS };

/** Words that make a turn say something: "Thanks, noted." gets little of what is said around it. */
export const FULL_TURN = 4;

/** For each turn looked at, the turns around it in their order, itself left out. */
export type Surroundings = ReadonlyMap<string, readonly string[]>;

/** What a turn's conversation says about the query. */
export interface TurnText {
  /** The turn's own share of the query's words. */
  readonly share: number;
  /** That of the turn and its neighbours on either side, as one text. */
  readonly nearShare: number;
  /** That of the turn and two neighbours on either side. */
  readonly wideShare: number;
  /** That of all that was found of its conversation, as one text. */
  readonly talkShare: number;
  /** What somebody else asked right before it has of the query: an answer says where, and not what was asked. */
  readonly answerShare: number;
  /** The neighbour with the largest share of its own; null if none has any. */
  readonly bestNeighbour: string | null;
  /** By neighbour, what of its meaning counts for the turn: a quarter of one beside it, half as much with each turn further. */
  readonly meant: ReadonlyMap<string, number>;
}

/** Finds the turns around these; ids of memories are passed over. */
export function* neighboursArm(input: ArmInput, centers: readonly string[]): Steps<Surroundings> {
  const { stores, tenant, visibility } = input;
  if (centers.length === 0) return new Map();
  const found = yield* step(stores.vector.neighbours(tenant, centers, REACH, visibility));
  // The neighbours of the best come first, whatever the store's order, as not all may be read.
  return new Map(
    centers.flatMap((id): [string, readonly string[]][] => {
      const around = found.get(id);
      return around ? [[id, around]] : [];
    }),
  );
}

/** What a point is read by: as the keyword arm does, but for a turn's date, which its neighbours share. */
export function searchTextOf({ text, turn }: StoredPoint): string {
  return turn?.name ? `${turn.name}: ${text}` : text;
}

/** What turns are read with. */
export interface TurnReading {
  readonly texts: TextShare;
  /** By turn, its terms with those that are known to be meant; of others, what their text says. */
  readonly known: ReadonlyMap<string, TermCounts>;
  /** By turn, the terms of what was read from it: "she" of a turn is Ana in its fact, and counts as said around it. */
  readonly facts: ReadonlyMap<string, readonly TermCounts[]>;
}

/** Reads each turn among its neighbours. Only turns that are among `turns` count as such. */
export function readTurns(
  turns: ReadonlyMap<string, StoredPoint>,
  surroundings: Surroundings,
  { texts, known, facts }: TurnReading,
): Map<string, TurnText> {
  const distances = turnDistances(turns, surroundings);
  const countsOf = (id: string): ReturnType<TextShare["countOf"]> => {
    const point = turns.get(id);
    return texts.countOf(id, point ? searchTextOf(point) : "");
  };
  const shares = new Map(
    Array.from(turns.keys(), (id) => [id, texts.shareOf([countsOf(id)], "turn", 1)]),
  );
  const answers = answerShares(turns, distances, (id, { text }) => {
    const questions = (shares.get(id) ?? 0) > 0 ? questionsIn(text) : "";
    return questions === "" ? 0 : texts.shareOf([texts.countOf(questions, questions)], "turn", 1);
  });
  const talks = talkShares(turns.values(), (ids) =>
    texts.shareOf(
      ids.map((id) => known.get(id) ?? countsOf(id)),
      "turn",
      ids.length,
    ),
  );
  const talkative = talkativeShare(turns, surroundings, distances);
  const read = new Map<string, TurnText>();
  for (const id of turns.keys()) {
    const around = [...(distances.get(id) ?? [])];
    // A turn that nothing stands around is taken for one whose neighbours say nothing, as far as turns here have any.
    const isKnown = around.length > 0 ? 1 : talkative;
    // One that the graph knows to be about the query says something, however short.
    const fullness = known.has(id) ? 1 : Math.min(1, countsOf(id).length / FULL_TURN);
    const within = (reach: number): number => {
      const ids = [
        id,
        ...around.filter(([, distance]) => distance <= reach).map(([other]) => other),
      ];
      const counts = ids.map((one) =>
        texts.withFacts(
          (one === id ? known.get(one) : undefined) ?? countsOf(one),
          facts.get(one) ?? [],
        ),
      );
      return texts.shareOf(counts, "turn", 2 * reach + 1);
    };
    read.set(id, {
      share: shares.get(id) ?? 0,
      nearShare: within(1) * fullness * isKnown,
      wideShare: within(WINDOW_REACH) * fullness * isKnown,
      talkShare: (talks.get(id) ?? 0) * fullness,
      answerShare: answers.get(id) ?? 0,
      bestNeighbour: bestOf(
        around.map(([other]) => other),
        shares,
      ),
      meant: new Map(around.map(([other, distance]) => [other, 1 / 2 ** (distance + 1)])),
    });
  }
  return read;
}

/** By turn that another speaker's question stands right before, the share of what was asked. */
function answerShares(
  turns: ReadonlyMap<string, StoredPoint>,
  distances: ReadonlyMap<string, ReadonlyMap<string, number>>,
  askedShare: (id: string, turn: StoredPoint) => number,
): Map<string, number> {
  const shares = new Map<string, number>();
  for (const [id, around] of distances) {
    const answer = turns.get(id);
    for (const [other, distance] of around) {
      const asked = turns.get(other);
      if (!answer || !asked || distance > 1 || compareTurns(asked, answer) > 0) continue;
      if (speakerOf(asked) !== speakerOf(answer)) shares.set(id, askedShare(other, asked));
    }
  }
  return shares;
}

function speakerOf({ turn }: StoredPoint): string | undefined {
  return turn?.name ?? turn?.role;
}

/**
 * Of the turns looked at, the share of those that others stand around; 1 for none. Where all are documents, nothing is said
 * around any of them: to count their own words once more for that would drown what the graph and meaning say.
 */
function talkativeShare(
  turns: ReadonlyMap<string, StoredPoint>,
  surroundings: Surroundings,
  distances: ReadonlyMap<string, ReadonlyMap<string, number>>,
): number {
  const centers = [...surroundings.keys()].filter((id) => turns.has(id));
  if (centers.length === 0) return 1;
  return centers.filter((id) => distances.has(id)).length / centers.length;
}

/**
 * By turn, the share of all turns at hand that were said in one conversation with it, itself among them. A turn that
 * nothing was said with has none: its own words count already.
 */
function talkShares(
  turns: Iterable<StoredPoint>,
  shareOf: (ids: readonly string[]) => number,
): Map<string, number> {
  const talks: string[][] = [];
  let last: StoredPoint | undefined;
  for (const point of [...turns].toSorted(compareTurns)) {
    const talk = talks.at(-1);
    if (talk && last && isOneConversation(last, point)) talk.push(point.id);
    else talks.push([point.id]);
    last = point;
  }
  return new Map(
    talks.flatMap((ids) => {
      if (ids.length === 1) return [];
      const share = shareOf(ids);
      return ids.map((id): [string, number] => [id, share]);
    }),
  );
}

/** By turn, the turns within reach with how far away they are. */
function turnDistances(
  turns: ReadonlyMap<string, StoredPoint>,
  surroundings: Surroundings,
): Map<string, Map<string, number>> {
  const distances = new Map<string, Map<string, number>>();
  const note = (a: string, b: string, distance: number): void => {
    const known = distances.get(a) ?? new Map<string, number>();
    distances.set(a, known.set(b, distance));
  };
  for (const [center, around] of surroundings) {
    const row = [center, ...around].flatMap((id) => turns.get(id) ?? []).toSorted(compareTurns);
    for (const [index, first] of row.entries()) {
      for (let distance = 1; distance <= WINDOW_REACH; distance += 1) {
        const second = row[index + distance];
        if (!second || !isOneConversation(first, second)) break;
        note(first.id, second.id, distance);
        note(second.id, first.id, distance);
      }
    }
  }
  return distances;
}

/** Of one episode, or said soon after one another; what came in at one time in several episodes are documents, not talk. */
function isOneConversation(first: StoredPoint, second: StoredPoint): boolean {
  if (first.turn?.episodeId === second.turn?.episodeId) return true;
  const pause = Math.abs(second.at - first.at);
  return pause > 0 && pause <= MAX_PAUSE_MS;
}

/** By time, episode and index: the order of a conversation. */
export function compareTurns(a: StoredPoint, b: StoredPoint): number {
  if (a.at !== b.at) return a.at - b.at;
  const [first, second] = [a.turn?.episodeId ?? "", b.turn?.episodeId ?? ""];
  if (first !== second) return first < second ? -1 : 1;
  return (a.turn?.index ?? 0) - (b.turn?.index ?? 0);
}

function bestOf(ids: readonly string[], shares: ReadonlyMap<string, number>): string | null {
  let best: string | null = null;
  for (const id of ids) {
    const share = shares.get(id) ?? 0;
    if (share > (best === null ? 0 : (shares.get(best) ?? 0))) best = id;
  }
  return best;
}
