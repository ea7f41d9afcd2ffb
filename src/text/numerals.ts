const ENGLISH_UNITS =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

const ENGLISH_NUMBERS: ReadonlyMap<string, number> = new Map([
  ["a", 1],
  ["an", 1],
  ["a couple of", 2],
  ["a hundred", 100],
  ...ENGLISH_UNITS.map((word, value): [string, number] => [word, value]),
  ...ENGLISH_TENS.map((word, index): [string, number] => [word, (index + 2) * 10]),
]);

const CHINESE_DIGITS: ReadonlyMap<string, number> = new Map([
  ...Array.from("零一二三四五六七八九", (digit, value): [string, number] => [digit, value]),
  ...Array.from("〇一二三四五六七八九", (digit, value): [string, number] => [digit, value]),
  ...Array.from("０１２３４５６７８９", (digit, value): [string, number] => [digit, value]),
  ...Array.from("0123456789", (digit, value): [string, number] => [digit, value]),
  ["○", 0],
  ["两", 2],
  ["兩", 2],
]);

const CHINESE_SCALES: ReadonlyMap<string, number> = new Map([
  ["十", 10],
  ["百", 100],
  ["千", 1000],
]);

/** Regular expression source for the numbers {@link readEnglishNumber} reads, digits included. */
export const ENGLISH_NUMBER: string = [
  String.raw`\d{1,4}`,
  String.raw`a\s{1,3}couple\s{1,3}of`,
  String.raw`a\s{1,3}hundred`,
  "an?",
  `(?:${ENGLISH_TENS.join("|")})(?:[\\s-](?:${ENGLISH_UNITS.slice(1, 10).join("|")}))?`,
  ...ENGLISH_UNITS.slice(1).toReversed(),
].join("|");

/** Regular expression source for one character of the numbers {@link readChineseNumber} reads. */
export const CHINESE_NUMERAL = "[0-9０-９〇○零一二三四五六七八九十百千两兩]";

/** Reads "3", "three", "a", "twenty-five" or "a couple of" (2); undefined for anything else. */
export function readEnglishNumber(text: string): number | undefined {
  const word = text.toLowerCase().replace(/\s+/gu, " ");
  if (/^\d{1,9}$/u.test(word)) {
    return Number(word);
  }
  const whole = ENGLISH_NUMBERS.get(word);
  if (whole !== undefined) {
    return whole;
  }
  const [tens, unit] = word.split(/[\s-]/u).map((part) => ENGLISH_NUMBERS.get(part));
  return tens === undefined || unit === undefined ? undefined : tens + unit;
}

/** Reads "12", "１２", "十二", "二十", "两百零五" or digit by digit "二〇一九"; undefined for anything else. */
export function readChineseNumber(text: string): number | undefined {
  let total = 0;
  let pending: number | undefined;
  for (const character of text) {
    const scale = CHINESE_SCALES.get(character);
    const digit = CHINESE_DIGITS.get(character);
    if (scale !== undefined) {
      total += (pending ?? 1) * scale;
      pending = undefined;
    } else if (digit === undefined) {
      return undefined;
    } else {
      pending = (pending ?? 0) * 10 + digit;
    }
  }
  return text === "" ? undefined : total + (pending ?? 0);
}
