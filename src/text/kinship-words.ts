/** Words for the same kin: who told of "Mum" is asked about their mother, and who told of 我弟 about their 弟弟. */

/** The plain word first. What means something else as often ("ma", "nan", 媳妇, 先生) is left out. */
const KINSHIP = [
  "mother mum mom mam mama mamma mummy mommy",
  "father dad daddy papa",
  "grandmother grandma granny",
  "grandfather grandpa grandad granddad",
  "sister sis",
  "brother bro",
  "aunt auntie aunty",
  "husband hubby",
  "妈妈 妈 母亲 老妈 媽媽 媽 母親 老媽",
  "爸爸 爸 父亲 老爸 父親",
  "弟弟 弟 老弟",
  "哥哥 哥 老哥",
  "姐姐 姐 老姐 姊姊 姊",
  "妹妹 妹 老妹",
  "爷爷 祖父 爺爺",
  "奶奶 祖母",
  "外公 姥爷 外祖父 姥爺",
  "外婆 姥姥 外祖母",
  "丈夫 老公",
  "妻子 老婆",
];

const otherWords: ReadonlyMap<string, readonly string[]> = new Map(
  KINSHIP.map((line) => {
    const [plain = "", ...others] = line.split(" ");
    return [plain, others];
  }),
);
const plainWords: ReadonlyMap<string, string> = new Map(
  Array.from(otherWords, ([plain, others]) =>
    others.map((other): [string, string] => [other, plain]),
  ).flat(),
);

/** The plain word for a word of kinship in lower case; any other word as it is. */
export function plainKinship(word: string): string {
  return plainWords.get(word) ?? word;
}

/** The words that a plain word of kinship stands for beside itself; none for any other word. */
export function wordsForKin(plain: string): readonly string[] {
  return otherWords.get(plain) ?? [];
}
