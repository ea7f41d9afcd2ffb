/** What random operations on whole memories speak of: few names, values and texts, in two languages, so that they collide. */
import type { FactInput, Filter, Message, Metadata, RelationInput } from "../../src/index.ts";

/** Names of entities; some are one another's spelling. */
export const NAMES: readonly string[] = [
  "Ana",
  "Ana Costa",
  "Bruno Silva",
  "Bruno Sílva",
  "Lisbon",
  "Lisboa",
  "Feedzai",
  "张伟",
  "北京",
  "I",
];

/** Facts, most of them in slots. */
export const FACTS: readonly FactInput[] = [
  { text: "Ana lives in Lisbon", slot: lives("Ana", "Lisbon") },
  { text: "Ana lives in Porto", slot: lives("Ana", "Porto") },
  { text: "Ana moved to Porto", slot: lives("Ana", "Porto") },
  { text: "It is Lisboa where Ana lives", slot: lives("Ana", "Lisboa") },
  { text: "I live in Braga", slot: lives("I", "Braga") },
  { text: "张伟住在北京", slot: lives("张伟", "北京") },
  { text: "张伟住在上海", slot: lives("张伟", "上海") },
  {
    text: "Ana works at Feedzai",
    slot: { subject: "Ana", relationship: "works_at", value: "Feedzai" },
  },
  { text: "Ana likes tea", slot: { subject: "Ana", relationship: "likes", value: "tea" } },
  { text: "Ana likes green tea" },
  { text: "张伟喜欢茶" },
  { text: "Bruno Silva visited Rome" },
];

/** Relations of one value at a time, and of many. */
export const RELATIONS: readonly RelationInput[] = [
  { source: "Ana", relationship: "lives_in", destination: "Lisbon" },
  { source: "Ana", relationship: "lives_in", destination: "Porto" },
  {
    source: "Ana",
    relationship: "lives in",
    destination: "Lisboa",
    fact: "Ana is at home in Lisboa",
  },
  { source: "张伟", relationship: "住在", destination: "北京" },
  { source: "Ana", relationship: "knows", destination: { name: "Bruno Silva", type: "person" } },
  { source: { name: "Bruno Sílva", type: "person" }, relationship: "knows", destination: "张伟" },
  { source: "I", relationship: "likes", destination: "tea" },
  { source: "Ana Costa", relationship: "works_at", destination: "Feedzai" },
  { source: "Feedzai", relationship: "is situated in", destination: "Lisbon" },
  { source: "Ana", relationship: "mentors", destination: "Bruno Silva", cardinality: "one" },
  { source: "Ana", relationship: "mentors", destination: "张伟", cardinality: "one" },
];

/** Messages that patterns read, and some that they do not. */
export const SPOKEN: readonly Message[] = [
  { role: "user", content: "I like green tea." },
  { role: "user", content: "My sister Ana works at Feedzai. I moved to Porto." },
  { role: "user", content: "I don't like green tea any more.", id: "m1" },
  { role: "assistant", content: "Noted: Ana lives in Lisbon." },
  { role: "user", content: "我喜欢咖啡。我住在北京。" },
  { role: "user", content: "张伟住在上海，他喜欢茶。", name: "张伟" },
  { role: "user", content: "I went skiing with Bruno Silva on 12 January 2024.", name: "Ana" },
  { role: "user", content: "No, it was Braga where I live.", metadata: { topic: "travel", n: 7 } },
];

/** What episodes are marked with. */
export const METADATA: readonly Metadata[] = [
  {},
  { topic: "travel", n: 1 },
  { topic: "food", n: 2.5, tags: ["a", "b"] },
  { deep: { x: "é" }, flag: true, tags: ["b"] },
  { n: 10, topic: null },
];

/** Of every operator. */
export const FILTERS: readonly Filter[] = [
  { topic: "travel" },
  { n: { gte: 2 } },
  { n: { lt: 10, gt: 1 } },
  { tags: { contains: "a" } },
  { topic: { contains: "av" } },
  { or: [{ topic: "food" }, { "deep.x": "é" }] },
  { not: { topic: "travel" } },
  { topic: { exists: false } },
  { flag: { ne: true } },
  { n: { in: [1, 10] } },
  { tags: { nin: ["a"] } },
];

/** Questions by name, by meaning, by date and about the past. */
export const QUERIES: readonly string[] = [
  "Where does Ana live?",
  "Who knows Bruno Silva?",
  "tea",
  "张伟喜欢什么",
  "谁住在北京？",
  "Where did Ana live before she moved?",
  "What happened in January 2024?",
  "What did I do on 12 January 2024?",
  "Feedzai",
  "What do I like?",
];

function lives(subject: string, value: string): FactInput["slot"] {
  return { subject, relationship: "lives_in", value };
}
