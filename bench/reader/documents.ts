/** Three documents of entities and relations, with what is hard to read: quotes, braces in text, nesting, other scripts. */

/** A document as a model should answer it. */
export interface ReaderDocument {
  readonly name: string;
  readonly lists: Readonly<Record<ListName, readonly ReaderItem[]>>;
}

/** The lists of a document. */
export type ListName = "entities" | "relations";
/** An item: an object of JSON values. */
export type ReaderItem = Readonly<Record<string, unknown>>;

/** The names of the lists, in the order of the documents. */
export const LIST_NAMES: readonly ListName[] = ["entities", "relations"];

/** Every document. */
export const documents: readonly ReaderDocument[] = [
  {
    name: "en",
    lists: {
      entities: [
        { name: "Ana", type: "person", aliases: ["Ana Maria", 'the "boss"'], sources: [1, 2] },
        { name: "Feedzai", type: "company", size: 1.2e3, isPublic: false, parent: null },
        {
          name: "C:\\temp\\{x}",
          type: "path",
          note: 'holds {"name": "Eve"}, [1, 2] and a \\ at its end\\',
        },
        { name: "Paris", type: "city", place: { lat: 48.85, lon: 2.35, area: 1.054e2 } },
        { name: "O'Neil's bar", type: "place", note: "it's 6\" wide,\nwith a line of its own" },
      ],
      relations: [
        { source: "Ana", relationship: "works_at", destination: "Feedzai", sources: [1] },
        {
          source: "Ana",
          relationship: "lives_in",
          destination: "Paris",
          fact: 'Ana said: "I live in Paris", then laughed }],',
          confidence: 9.5e-1,
        },
        {
          source: "Feedzai",
          relationship: "located_in",
          destination: "Paris",
          steps: [
            { at: "2024-05-01", by: { name: "Ana" } },
            { at: "2024-06-01", by: null },
          ],
        },
      ],
    },
  },
  {
    name: "zh",
    lists: {
      entities: [
        { name: "王小明", type: "人物", aliases: ["小明", "“老王”"], sources: [1] },
        { name: "北京", type: "城市", note: "首都，很大：有（很多）人；他说“很好，真的”。" },
        { name: "阿里巴巴", type: "公司", isPublic: true, parent: null, size: 2.5e5 },
        { name: "🎉聚会👨‍👩‍👧", type: "活动", note: "他喊：“来吧！”｛全角｝、【括号】" },
      ],
      relations: [
        {
          source: "王小明",
          relationship: "works_at",
          destination: "阿里巴巴",
          fact: "王小明说：“我在阿里巴巴工作，已经三年了”",
        },
        { source: "王小明", relationship: "lives_in", destination: "北京", sources: [1, 3] },
        {
          source: "聚会",
          relationship: "held_in",
          destination: "北京",
          details: { time: "周五，晚上八点", guests: ["李雷", "韩梅梅"] },
        },
      ],
    },
  },
  {
    name: "mixed",
    lists: {
      entities: [
        { name: "Kirk", type: "person", 备注: "喜欢 sushi，讨厌 “natto”" },
        { name: "東京タワー", type: "place", height: 333, tags: ["tower", "赤"] },
        { name: "", type: "empty", note: "", list: [], map: {} },
        { name: "Zoë", type: "person", note: "naïve café — “quoted” \t tab" },
      ],
      relations: [
        { source: "Kirk", relationship: "visited", destination: "東京タワー", year: 2019 },
        {
          source: "Zoë",
          relationship: "knows",
          destination: "Kirk",
          fact: 'Zoë：我认识 Kirk，"很久"了',
          weight: -0.5,
        },
      ],
    },
  },
];
