/** An answer that is cut anywhere, through `add` to the store: what was whole is kept, and nothing else. */
import { isDeepStrictEqual } from "node:util";
import { jsonrepair } from "jsonrepair";

import { type Manner, manners } from "../../bench/reader/corpus.ts";
import type { ReaderItem } from "../../bench/reader/documents.ts";
import { type LanguageModel, Memory } from "../../src/index.ts";
import { FakeLanguageModel, type ChatReply } from "../../src/testing/testing.ts";
import type { BySize, CampaignRun, Findings } from "../campaign.ts";

/** Of one message: a window of several would be read again by halves. */
const SAID = 'Ana lives in Porto with two cats, "Mia" and Zoé 🐈. 我喜欢喝茶。 She paid 120 euros.';
const NOTHING = { from: null, to: null, slot: null, corrects: false };
const TEXTS = [
  "Ana lives in Porto",
  'Ana has two cats, "Mia" and Zoé 🐈',
  "用户喜欢喝茶",
  "Ana paid 120 euros",
];
const FACTS: readonly ReaderItem[] = TEXTS.map((text, index) => ({
  text,
  kind: index === 3 ? "event" : "trait",
  by: "user",
  sources: [1],
  ...NOTHING,
  ...(index === 0 && { slot: { subject: "Ana", relation: "LIVES_IN", value: "Porto" } }),
}));
/** Manners whose items stand in a list of their name, so that the list can be called by another. */
const TOLD_IN = [
  "compact",
  "pretty",
  "fence and prose",
  "thought and fence",
  "chinese",
  "single quotes",
  "python",
  "trailing commas",
] as const;
/** Code units from one cut to the next: primes, so that cuts meet every place in some manner. */
const STEPS: BySize = { full: 1, quick: 41, test: 173 };

/** Cuts an answer behind every code unit and adds what a model so cut says. */
export async function proveThroughAdd(run: CampaignRun, findings: Findings): Promise<void> {
  const step = STEPS[run.size];
  const counts = { adds: 0, due: 0, kept: 0 };
  for (const manner of TOLD_IN) {
    const model = new CutModel(run.sabotage);
    const memory = await Memory.open({
      path: ":memory:",
      languageModel: model,
      embeddingModel: null,
      retry: { maxAttempts: 1 },
    });
    const { text, ends } = factsIn(manners[manner] as Manner);
    for (let length = 0; length <= text.length; length += step) {
      model.cut(text.slice(0, length));
      const scope = { userId: `${manner} ${length}` };
      await memory.add(SAID, scope);
      const { results } = await memory.getAll(scope);
      const due = TEXTS.filter((_, index) => (ends[index] ?? Infinity) <= length);
      const kept = results.map((one) => one.memory);
      counts.adds += 1;
      counts.due += due.length;
      counts.kept += due.filter((one) => kept.includes(one)).length;
      const isSame = isDeepStrictEqual(kept.toSorted(), due.toSorted());
      findings.expect(
        isSame,
        () => `${manner}, cut at ${length}: kept ${JSON.stringify(kept)} of ${JSON.stringify(due)}`,
      );
    }
    await memory.close();
    run.say(`through add, ${manner}`);
  }
  findings.figure("through add: answers cut", counts.adds);
  findings.figure("through add: whole facts kept", `${counts.kept} of ${counts.due}`);
}

/** The facts in a manner, and where each ends. */
function factsIn(write: Manner): { readonly text: string; readonly ends: readonly number[] } {
  const { text, ends } = write({ name: "facts", lists: { entities: FACTS, relations: [] } });
  // A key of facts that is as long: what ends where stays true.
  return { text: text.replaceAll("entities", "memories"), ends: ends.map(({ end }) => end) };
}

/** A model whose first answer on facts is cut off, and that has nothing to add to it. */
class CutModel implements LanguageModel {
  readonly id = "cut";
  readonly #model: FakeLanguageModel;
  readonly #sabotage: string | null;
  #answer: string | null = null;

  constructor(sabotage: string | null) {
    this.#sabotage = sabotage;
    this.#model = new FakeLanguageModel(({ schemaName }): ChatReply => {
      const answer = this.#answer;
      if (schemaName !== "facts" || answer === null) return "I cannot.";
      this.#answer = null;
      return { text: this.#tampered(answer), finishReason: "length" };
    });
  }

  /** What it says next. */
  cut(answer: string): void {
    this.#answer = answer;
  }

  async doGenerate(
    ...parameters: Parameters<LanguageModel["doGenerate"]>
  ): ReturnType<LanguageModel["doGenerate"]> {
    return this.#model.doGenerate(...parameters);
  }

  #tampered(answer: string): string {
    if (this.#sabotage === "drop") return "";
    if (this.#sabotage !== "repair") return answer;
    try {
      return jsonrepair(answer);
    } catch {
      return answer;
    }
  }
}
