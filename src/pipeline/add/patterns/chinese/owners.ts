import type { Gender } from "../discourse.ts";
import { SPEAKER, type EntityName } from "../extraction.ts";
import { entityOf, type ChineseContext } from "./chinese-context.ts";
import { isPersonName, latinPrefix } from "./names.ts";
import { nounPatterns, type NounPattern } from "./patterns.ts";

/** 我的经理, 安娜的哥哥, 她丈夫: a noun and whose it is. */
export interface OwnedNoun {
  readonly owner: EntityName;
  readonly noun: NounPattern;
  readonly gender: Gender;
  /** What follows the noun. */
  readonly rest: string;
}

/** Longest name of an owner, in characters. */
const maxOwnerLength = 10;

const femaleNoun = /姐|妹|妈|母|妻|老婆|太太|女|婆|奶奶|姑|姨|闺蜜/;
const maleNoun = /哥|弟|爸|父|夫|老公|男|儿子|爷爷|叔|舅|伯|公公|孙子/;

/** Gender a noun tells. */
function genderOfNoun(noun: string): Gender {
  if (femaleNoun.test(noun) && noun !== "子女") {
    return "female";
  }
  return maleNoun.test(noun) ? "male" : "unknown";
}

/** Reads an owned noun that is all there is: 我的经理. */
export function readOwned(context: ChineseContext, words: string): OwnedNoun | undefined {
  const owned = readOwnedPrefix(context, words);
  return owned?.rest === "" ? owned : undefined;
}

/** Reads the owned noun that words begin with. */
export function readOwnedPrefix(context: ChineseContext, words: string): OwnedNoun | undefined {
  const owner = readOwner(context, words);
  if (owner === undefined) {
    return undefined;
  }
  const noun = nounPatterns.find((pattern) => owner.rest.startsWith(pattern.noun));
  return (
    noun && {
      owner: owner.party,
      noun,
      gender: genderOfNoun(noun.noun),
      rest: owner.rest.slice(noun.noun.length),
    }
  );
}

interface Owner {
  readonly party: EntityName;
  readonly rest: string;
}

const speakerOwner =
  /^(?:我们家|我们|我家|我|咱们|咱家|咱)的?(?:好|亲|亲生|大|小|二|最好的|新|现任|直属)?(?=[\p{Script=Han}])/u;

/** Reads whose something is: 我的, 她的, 安娜的. */
export function readOwner(context: ChineseContext, words: string): Owner | undefined {
  const own = speakerOwner.exec(words);
  if (own !== null) {
    return { party: { name: SPEAKER }, rest: stripAdjective(words, own[0]) };
  }
  const pronoun = /^([他她])的?/.exec(words);
  if (pronoun !== null) {
    const party = context.discourse.resolvePronoun(pronoun[1] === "他" ? "male" : "female");
    return party && { party, rest: words.slice(pronoun[0].length) };
  }
  const at = words.indexOf("的");
  const name = at > 0 && at <= maxOwnerLength ? words.slice(0, at) : (latinPrefix(words) ?? "");
  const isOwner = at > 0 && name.length === at && isPersonName(name, context.evidence, "strict");
  return isOwner ? { party: entityOf(context, name), rest: words.slice(at + 1) } : undefined;
}

/** 大 and 小 belong to 大哥 and 小狗 where those are nouns of their own. */
function stripAdjective(words: string, owner: string): string {
  const bare = /^(?:我们家|我们|我家|我|咱们|咱家|咱)的?/.exec(owner)?.[0] ?? owner;
  const whole = words.slice(bare.length);
  return nounPatterns.some((pattern) => whole.startsWith(pattern.noun))
    ? whole
    : words.slice(owner.length);
}
