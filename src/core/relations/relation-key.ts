/**
 * Traditional characters of the catalog's phrases and their simplified forms: one for one, so that
 * folding never moves an offset.
 */
const traditional =
  "歡愛經職業寵養別類屬學會參擁態語國際從總設舉辦遊訪問談過與結婚給對嚴簽與調負責開發畢習專讀書歲電寫畫導創設計編劇員團隊組織將來歸屬師爺奶媽爸兒親戚鄰居認識領導聽說練喫麼個們這樣樂動買賣東車貓雞鳥魚馬龜興趣討厭實現處場體關聯內陽臺灣廣長號碼後裡裏見隻條張兩點鐘時間週號還顏飲運";
const simplified =
  "欢爱经职业宠养别类属学会参拥态语国际从总设举办游访问谈过与结婚给对严签与调负责开发毕习专读书岁电写画导创设计编剧员团队组织将来归属师爷奶妈爸儿亲戚邻居认识领导听说练吃么个们这样乐动买卖东车猫鸡鸟鱼马龟兴趣讨厌实现处场体关联内阳台湾广长号码后里里见只条张两点钟时间周号还颜饮运";

const simplifiedByTraditional: ReadonlyMap<string, string> = new Map(
  Array.from(traditional, (character, index) => [character, simplified.charAt(index)] as const),
);

/**
 * Replaces the traditional Chinese characters this library's phrases use by simplified ones.
 *
 * The length in code units stays the same, so an offset in the result is one in `text`.
 */
export function foldChinese(text: string): string {
  return text.replace(
    /\p{Script=Han}/gu,
    (character) => simplifiedByTraditional.get(character) ?? character,
  );
}

const han = /\p{Script=Han}/u;

/** Characters of a name that are kept: enough for any relation, and a bound on the work. */
const maxNameLength = 200;

/**
 * The form in which relation names are compared: NFKC, lower case, camelCase and separators as single
 * spaces, no apostrophes; Chinese simplified, without spaces or the … that marks an object.
 */
export function relationKey(name: string): string {
  const words = name
    .slice(0, maxNameLength)
    .normalize("NFKC")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/['’`]/g, "")
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, " ")
    .trim();
  return han.test(words) ? foldChinese(words.replaceAll(" ", "")) : words;
}

/** Longest relation type, in code units: what identifiers on every store can hold. */
const maxTypeLength = 63;

/** Type of a relation whose name has no letter or digit at all. */
const fallbackType = "RELATED_TO";

/** Most times a type is read again until it stays as it is: cutting it may take out what made it another script. */
const maxTypePasses = 4;

/**
 * The type an unknown relation is kept under: upper snake case for Latin names, the text itself,
 * normalised and upper-cased, for other scripts and for letters that no plain one stands for (Ø).
 * Applying it to its own result changes nothing.
 */
export function typeFromName(name: string): string {
  let type = readType(name);
  for (let pass = 1; pass < maxTypePasses; pass++) {
    const again = readType(type);
    if (again === type) break;
    type = again;
  }
  return type;
}

function readType(name: string): string {
  const words = name
    .slice(0, maxNameLength)
    .normalize("NFKC")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/['’`]/g, "");
  // Upper case first: it writes ß as SS.
  const plain = words
    .toUpperCase()
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "");
  const isLatin = !/[^A-Z\P{L}]/u.test(plain);
  const type = snakeCase(
    isLatin ? plain.replace(/[^A-Z0-9]+/g, "_").replace(/^[^A-Z]+/, "") : words,
  );
  return type === "" ? fallbackType : type;
}

function snakeCase(text: string): string {
  const upper = text
    .toUpperCase()
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, "_")
    .replace(/^_+/, "");
  return upper
    .slice(0, maxTypeLength)
    .toWellFormed()
    .replace(/[_\uFFFD]+$/u, "");
}
