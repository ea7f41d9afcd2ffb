/** Two small worlds, one told in English and one in Chinese, with questions that have one best answer each. */
import type { NameInput, ScopedMemory } from "../../src/index.ts";
import { stating } from "./behaviour.ts";

/** What is told, when, and the relation that it states. */
export interface ToldLine {
  readonly at: string;
  readonly text: string;
  readonly relation: readonly [source: NameInput, relationship: string, destination: NameInput];
}

/** A question and the memory that has to come first. */
export interface AskedLine {
  readonly question: string;
  readonly first: string;
}

/** A world. */
export interface SmallWorld {
  readonly told: readonly ToldLine[];
  readonly asked: readonly AskedLine[];
}

const person = (name: string): NameInput => ({ name, type: "person" });
const company = (name: string): NameInput => ({ name, type: "organization" });
const place = (name: string): NameInput => ({ name, type: "place" });
const animal = (name: string): NameInput => ({ name, type: "animal" });

/** Relations that hold one value at a time. */
const SLOTS = new Set("LIVES_IN WORKS_AT JOB_TITLE MANAGED_BY LOCATED_IN PARTNER_OF".split(" "));

const ENGLISH_TOLD: readonly ToldLine[] = [
  { at: "2024-01-10", text: "I live in Lisbon", relation: ["I", "LIVES_IN", place("Lisbon")] },
  { at: "2024-01-12", text: "I work at Norwind", relation: ["I", "WORKS_AT", company("Norwind")] },
  { at: "2024-01-15", text: "Ana is my sister", relation: ["I", "sister", person("Ana")] },
  {
    at: "2024-01-15",
    text: "Ana works at Feedzai",
    relation: [person("Ana"), "WORKS_AT", company("Feedzai")],
  },
  {
    at: "2024-01-15",
    text: "Ana lives in Coimbra",
    relation: [person("Ana"), "LIVES_IN", place("Coimbra")],
  },
  {
    at: "2024-01-20",
    text: "Feedzai is based in Braga",
    relation: [company("Feedzai"), "LOCATED_IN", place("Braga")],
  },
  {
    at: "2024-01-21",
    text: "Norwind is based in Aveiro",
    relation: [company("Norwind"), "LOCATED_IN", place("Aveiro")],
  },
  { at: "2024-02-01", text: "Dora is my manager", relation: ["I", "MANAGED_BY", person("Dora")] },
  {
    at: "2024-02-01",
    text: "Dora lives in Sintra",
    relation: [person("Dora"), "LIVES_IN", place("Sintra")],
  },
  { at: "2024-02-03", text: "My brother is Rui", relation: ["I", "brother", person("Rui")] },
  {
    at: "2024-02-03",
    text: "Rui lives in Leiden",
    relation: [person("Rui"), "LIVES_IN", place("Leiden")],
  },
  {
    at: "2024-02-04",
    text: "Rui works at Philips",
    relation: [person("Rui"), "WORKS_AT", company("Philips")],
  },
  {
    at: "2024-02-05",
    text: "Mia lives in Leiden",
    relation: [person("Mia"), "LIVES_IN", place("Leiden")],
  },
  {
    at: "2024-02-05",
    text: "Mia is Rui's colleague",
    relation: [person("Rui"), "COLLEAGUE_OF", person("Mia")],
  },
  {
    at: "2024-02-10",
    text: "I have a dog called Biscuit",
    relation: ["I", "HAS_PET", animal("Biscuit")],
  },
  {
    at: "2024-02-10",
    text: "Biscuit is a beagle",
    relation: [animal("Biscuit"), "IS_A", "beagle"],
  },
  {
    at: "2024-02-11",
    text: "Ana has a cat called Mochi",
    relation: [person("Ana"), "HAS_PET", animal("Mochi")],
  },
  { at: "2024-02-12", text: "Mochi is a Siamese", relation: [animal("Mochi"), "IS_A", "Siamese"] },
  {
    at: "2024-02-15",
    text: "Tom is married to Ana",
    relation: [person("Ana"), "PARTNER_OF", person("Tom")],
  },
  {
    at: "2024-02-15",
    text: "Tom is an architect",
    relation: [person("Tom"), "JOB_TITLE", "architect"],
  },
  { at: "2024-02-20", text: "I am a nurse", relation: ["I", "JOB_TITLE", "nurse"] },
  { at: "2024-02-20", text: "Dora is a pilot", relation: [person("Dora"), "JOB_TITLE", "pilot"] },
  { at: "2024-03-01", text: "I like chess", relation: ["I", "LIKES", "chess"] },
  { at: "2024-03-01", text: "Ana likes pottery", relation: [person("Ana"), "LIKES", "pottery"] },
  { at: "2024-03-02", text: "I am allergic to peanuts", relation: ["I", "ALLERGIC_TO", "peanuts"] },
  {
    at: "2024-03-02",
    text: "Rui is allergic to cats",
    relation: [person("Rui"), "ALLERGIC_TO", "cats"],
  },
  { at: "2024-06-01", text: "I moved to Porto", relation: ["I", "LIVES_IN", place("Porto")] },
  {
    at: "2024-07-01",
    text: "Rui moved to Utrecht",
    relation: [person("Rui"), "LIVES_IN", place("Utrecht")],
  },
  {
    at: "2024-08-01",
    text: "Ana now works at Talkdesk",
    relation: [person("Ana"), "WORKS_AT", company("Talkdesk")],
  },
  {
    at: "2024-08-02",
    text: "Talkdesk is based in Faro",
    relation: [company("Talkdesk"), "LOCATED_IN", place("Faro")],
  },
];

const ENGLISH_ASKED: readonly AskedLine[] = [
  { question: "Where do I live?", first: "I moved to Porto" },
  { question: "Where do I work?", first: "I work at Norwind" },
  { question: "What do I do for a living?", first: "I am a nurse" },
  { question: "What do I like?", first: "I like chess" },
  { question: "What am I allergic to?", first: "I am allergic to peanuts" },
  { question: "Who is my manager?", first: "Dora is my manager" },
  { question: "Who is my sister?", first: "Ana is my sister" },
  { question: "Where does my manager live?", first: "Dora lives in Sintra" },
  { question: "What is my manager's job?", first: "Dora is a pilot" },
  { question: "Where does my sister live?", first: "Ana lives in Coimbra" },
  { question: "Where does my sister work?", first: "Ana now works at Talkdesk" },
  { question: "In which city is my sister's company?", first: "Talkdesk is based in Faro" },
  { question: "Which city is the company I work for in?", first: "Norwind is based in Aveiro" },
  { question: "Where is my company based?", first: "Norwind is based in Aveiro" },
  { question: "Where does my brother live?", first: "Rui moved to Utrecht" },
  { question: "What is my brother allergic to?", first: "Rui is allergic to cats" },
  { question: "Who is my brother's colleague?", first: "Mia is Rui's colleague" },
  { question: "Where does my brother's colleague live?", first: "Mia lives in Leiden" },
  { question: "Who lives in Leiden?", first: "Mia lives in Leiden" },
  { question: "Who works at Philips?", first: "Rui works at Philips" },
  { question: "Who lives in Porto?", first: "I moved to Porto" },
  { question: "Who is Ana's husband?", first: "Tom is married to Ana" },
  { question: "What does my sister's husband do?", first: "Tom is an architect" },
  { question: "What is the name of my dog?", first: "I have a dog called Biscuit" },
  { question: "What pet does my sister have?", first: "Ana has a cat called Mochi" },
  { question: "What breed is my dog?", first: "Biscuit is a beagle" },
  { question: "What breed is Ana's cat?", first: "Mochi is a Siamese" },
  { question: "Where did I live before Porto?", first: "I live in Lisbon" },
  { question: "Where did Ana work before Talkdesk?", first: "Ana works at Feedzai" },
  { question: "What does Ana like?", first: "Ana likes pottery" },
];

const CHINESE_TOLD: readonly ToldLine[] = [
  { at: "2024-01-10", text: "我住在上海", relation: ["我", "LIVES_IN", place("上海")] },
  { at: "2024-01-12", text: "我在华信工作", relation: ["我", "WORKS_AT", company("华信")] },
  { at: "2024-01-15", text: "我的姐姐叫李梅", relation: ["我", "姐姐", person("李梅")] },
  { at: "2024-01-15", text: "李梅住在苏州", relation: [person("李梅"), "LIVES_IN", place("苏州")] },
  {
    at: "2024-01-16",
    text: "李梅在云帆科技上班",
    relation: [person("李梅"), "WORKS_AT", company("云帆科技")],
  },
  {
    at: "2024-01-17",
    text: "云帆科技位于南京",
    relation: [company("云帆科技"), "LOCATED_IN", place("南京")],
  },
  {
    at: "2024-01-18",
    text: "华信位于合肥",
    relation: [company("华信"), "LOCATED_IN", place("合肥")],
  },
  { at: "2024-02-01", text: "我的上司是王强", relation: ["我", "MANAGED_BY", person("王强")] },
  { at: "2024-02-01", text: "王强住在宁波", relation: [person("王强"), "LIVES_IN", place("宁波")] },
  { at: "2024-02-03", text: "我的同事是陈静", relation: ["我", "COLLEAGUE_OF", person("陈静")] },
  { at: "2024-02-03", text: "陈静喜欢滑雪", relation: [person("陈静"), "LIKES", "滑雪"] },
  { at: "2024-02-05", text: "我喜欢下棋", relation: ["我", "LIKES", "下棋"] },
  { at: "2024-02-07", text: "我养了一只猫叫豆包", relation: ["我", "HAS_PET", animal("豆包")] },
  {
    at: "2024-02-08",
    text: "李梅的丈夫是张磊",
    relation: [person("李梅"), "PARTNER_OF", person("张磊")],
  },
  { at: "2024-02-08", text: "张磊是医生", relation: [person("张磊"), "JOB_TITLE", "医生"] },
  { at: "2024-02-09", text: "我是老师", relation: ["我", "JOB_TITLE", "老师"] },
  { at: "2024-02-10", text: "我对花生过敏", relation: ["我", "ALLERGIC_TO", "花生"] },
  { at: "2024-06-01", text: "我搬到了杭州", relation: ["我", "LIVES_IN", place("杭州")] },
  {
    at: "2024-07-01",
    text: "王强搬到了温州",
    relation: [person("王强"), "LIVES_IN", place("温州")],
  },
];

const CHINESE_ASKED: readonly AskedLine[] = [
  { question: "我现在住在哪里？", first: "我搬到了杭州" },
  { question: "我在哪里工作？", first: "我在华信工作" },
  { question: "我喜欢什么？", first: "我喜欢下棋" },
  { question: "我是做什么工作的？", first: "我是老师" },
  { question: "我对什么过敏？", first: "我对花生过敏" },
  { question: "我的姐姐叫什么名字？", first: "我的姐姐叫李梅" },
  { question: "我的姐姐住在哪里？", first: "李梅住在苏州" },
  { question: "我姐姐在哪家公司上班？", first: "李梅在云帆科技上班" },
  { question: "我姐姐的公司在哪个城市？", first: "云帆科技位于南京" },
  { question: "我的公司在哪个城市？", first: "华信位于合肥" },
  { question: "我的上司是谁？", first: "我的上司是王强" },
  { question: "我的上司住在哪里？", first: "王强搬到了温州" },
  { question: "我的同事喜欢什么？", first: "陈静喜欢滑雪" },
  { question: "我养了什么宠物？", first: "我养了一只猫叫豆包" },
  { question: "李梅的丈夫是做什么的？", first: "张磊是医生" },
  { question: "我姐姐的丈夫是谁？", first: "李梅的丈夫是张磊" },
  { question: "谁住在苏州？", first: "李梅住在苏州" },
  { question: "谁在云帆科技上班？", first: "李梅在云帆科技上班" },
  { question: "搬到杭州之前我住在哪里？", first: "我住在上海" },
];

/** The two worlds. */
export const SMALL_WORLDS: Readonly<Record<"English" | "Chinese", SmallWorld>> = {
  English: { told: ENGLISH_TOLD, asked: ENGLISH_ASKED },
  Chinese: { told: CHINESE_TOLD, asked: CHINESE_ASKED },
};

/** Tells a world, a message for each line, with the fact and relation that an extractor would read from it. */
export async function tellWorld(memory: ScopedMemory, { told }: SmallWorld): Promise<void> {
  for (const { at, text, relation } of told) {
    const [source, relationship, destination] = relation;
    const stated = SLOTS.has(relationship)
      ? stating(text, relation)
      : {
          facts: [{ text }],
          relations: [{ source, relationship, destination, fact: text }],
        };
    await memory.add(text, { at: `${at}T12:00:00Z`, ...stated });
  }
}
