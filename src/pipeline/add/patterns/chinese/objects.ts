import type { EntityName } from "../extraction.ts";
import type { Statement } from "../reading.ts";
import { relationOf } from "../relation-of.ts";
import { entityOf, state, type ChineseContext } from "./chinese-context.ts";
import {
  isKnownPlace,
  isLatinName,
  isOrganizationName,
  isPersonName,
  isPlaceName,
  latinPrefix,
  particles,
} from "./names.ts";
import type { ObjectKind } from "./patterns.ts";
import {
  language,
  places,
  playable,
  profession,
  professionBlocker,
  schoolSuffix,
} from "./words.ts";

/** What a verb takes, read whole: nothing of the clause is left over. */
export interface ObjectReading {
  readonly entities: readonly EntityName[];
  readonly asides: readonly Statement[];
}

/** Longest thing that is liked or studied, in characters. */
const maxPhraseLength = 12;

/** Reads the object of a verb; undefined if the words are not one. */
export function readObject(
  context: ChineseContext,
  words: string,
  kind: ObjectKind,
): ObjectReading | undefined {
  const text = kind === "language" ? words : words.replace(particles, "");
  switch (kind) {
    case "place": {
      return readPlace(context, text);
    }
    case "known-place": {
      return readVisited(context, text);
    }
    case "organization": {
      return readOrganization(context, text);
    }
    case "school": {
      const isSchool =
        isLatinName(text) || (schoolSuffix.test(text) && text.length > 2 && isPlaceLike(text));
      return isSchool ? plain(context, [text]) : undefined;
    }
    case "person": {
      return readPersons(context, text);
    }
    case "job": {
      return readJob(context, text);
    }
    case "phrases":
    case "phrase": {
      return readPhrases(context, text, kind);
    }
    case "language": {
      return every(context, splitList(text.replace(particles, "")), (item) => language.test(item));
    }
    case "played": {
      return every(context, splitList(text), (item) => playable.test(item) && isPhrase(item));
    }
    case "latin": {
      return isLatinName(text) ? plain(context, [text]) : undefined;
    }
    case "club": {
      const isClub = /(?:俱乐部|协会|社团|社|队|乐队|合唱团|团|会)$/.test(text) && isPhrase(text);
      return isClub || isLatinName(text) ? plain(context, [text]) : undefined;
    }
  }
}

function plain(context: ChineseContext, names: readonly string[]): ObjectReading | undefined {
  return names.length === 0
    ? undefined
    : { entities: names.map((name) => entityOf(context, name)), asides: [] };
}

function every(
  context: ChineseContext,
  items: readonly string[],
  isItem: (item: string) => boolean,
): ObjectReading | undefined {
  return items.length > 0 && items.every((item) => isItem(item))
    ? plain(context, items)
    : undefined;
}

function isPlaceLike(text: string): boolean {
  return (
    /^[\p{Script=Han}A-Za-z\d·]{2,15}$/u.test(text) && !/[我你他她这那哪一个所家的了]/.test(text)
  );
}

/** 里斯本, 葡萄牙的里斯本, 中国北京: the innermost place, and what contains it. */
function readPlace(context: ChineseContext, text: string): ObjectReading | undefined {
  const parts = text.split("的");
  const [outer = "", inner] = parts;
  if (inner === undefined && !places.has(text)) {
    const country = containingPlace(text);
    if (country !== undefined) {
      return readContained(context, country, text.slice(country.length));
    }
  }
  if (inner === undefined) {
    return isPlaceName(text) ? plain(context, [text]) : undefined;
  }
  return parts.length === 2 && isKnownPlace(outer)
    ? readContained(context, outer, inner)
    : undefined;
}

function readContained(
  context: ChineseContext,
  outer: string,
  inner: string,
): ObjectReading | undefined {
  if (!isPlaceName(inner)) {
    return undefined;
  }
  const [place, region] = [entityOf(context, inner), entityOf(context, outer)];
  const link = { definition: relationOf("LOCATED_IN"), isInverse: false, tense: "holds" as const };
  return {
    entities: [place],
    asides: [state(link, place, { ...region, type: "place" }, "aside")].map((aside) => ({
      ...aside,
      source: { ...place, type: "place" },
    })),
  };
}

/** The known place that a longer place name begins with: 葡萄牙 of 葡萄牙里斯本. */
function containingPlace(text: string): string | undefined {
  for (let length = Math.min(6, text.length - 2); length >= 2; length--) {
    const head = text.slice(0, length);
    if (places.has(head) && places.has(text.slice(length))) {
      return head;
    }
  }
  return undefined;
}

function readVisited(context: ChineseContext, text: string): ObjectReading | undefined {
  return every(
    context,
    splitList(text),
    (item) => isKnownPlace(item) || isLatinName(item) || context.evidence.known.has(item),
  );
}

/** Feedzai, 里斯本的Feedzai, 北京协和医院. */
export function readOrganization(context: ChineseContext, text: string): ObjectReading | undefined {
  const at = text.indexOf("的");
  const place = at > 0 ? text.slice(0, at) : undefined;
  const name = text.slice(at + 1);
  if (
    at > 0 &&
    !(
      place !== undefined &&
      isPlaceName(place) &&
      (isKnownPlace(place) || latinPrefix(name) !== undefined)
    )
  ) {
    return undefined;
  }
  if (!isOrganizationName(name, context.evidence)) {
    return undefined;
  }
  const organization = entityOf(context, name);
  if (place === undefined) {
    return { entities: [organization], asides: [] };
  }
  const link = { definition: relationOf("LOCATED_IN"), isInverse: false, tense: "holds" as const };
  const located = state(
    link,
    { ...organization, type: "organization" },
    entityOf(context, place),
    "aside",
  );
  return { entities: [organization], asides: [located] };
}

function readPersons(context: ChineseContext, text: string): ObjectReading | undefined {
  return every(context, splitList(text), (item) => isPersonName(item, context.evidence, "strict"));
}

const jobPrefix = /^(?:一名|一个|一位|一|个|名|位)/;

/** 护士, 一名软件工程师. */
export function readJob(context: ChineseContext, text: string): ObjectReading | undefined {
  const job = text.replace(jobPrefix, "").replace(/工作$/, "");
  const isJob = profession.test(job) && !professionBlocker.test(job) && job.length <= 12;
  return isJob ? plain(context, [job]) : undefined;
}

function readPhrases(
  context: ChineseContext,
  text: string,
  kind: "phrase" | "phrases",
): ObjectReading | undefined {
  const items =
    kind === "phrases" ? splitList(text) : [text.replace(/^(?:一个|一场|一次|一门|了)/, "")];
  return every(context, items, isPhrase);
}

const emptyPhrase =
  /^(?:[我你您他她它这那哪谁和跟与在把被给让用当每很得更最不没有是的了就也都还一]|什么|怎么|因为|所以|自己|大家|东西|事情|感觉|上班|上学|一直|那种|这种|如果|努力|认真)/;

/** Whether words name a thing or an activity rather than a clause of their own. */
function isPhrase(text: string): boolean {
  const isWritten =
    /^[\p{Script=Han}A-Za-z\d·.&' -]+$/u.test(text) && text.length <= maxPhraseLength;
  return (
    isWritten &&
    text.length > 0 &&
    !emptyPhrase.test(text) &&
    !/[我你您他她它这那吗呢吧得很]|因为|所以|但是|如果|的时候|什么/.test(text)
  );
}

/** 滑雪、游泳和做饭 */
export function splitList(text: string): string[] {
  return text
    .split(/[、/]|(?<=[\p{Script=Han}A-Za-z]{2})(?:以及|和|与|跟|及)(?=[\p{Script=Han}A-Za-z])/u)
    .map((item) => item.trim())
    .filter((item) => item !== "")
    .slice(0, 8);
}
