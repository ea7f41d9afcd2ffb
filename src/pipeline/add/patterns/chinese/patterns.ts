import type { RelationDefinition } from "../../../../core/relations/relations.ts";
import type { ContactKind } from "../contact-data.ts";
import type { Tense } from "../reading.ts";
import { relationOf } from "../relation-of.ts";

/** What a Chinese verb takes. */
export type ObjectKind =
  | "place"
  | "known-place"
  | "organization"
  | "firm"
  | "school"
  | "person"
  | "job"
  | "phrases"
  | "phrase"
  | "language"
  | "played"
  | "latin"
  | "club"
  | ContactKind;

/** A verb phrase: `before` the object and, around it, `after`. */
export interface VerbPattern {
  readonly before: string;
  readonly after: string;
  readonly definition: RelationDefinition;
  readonly isInverse: boolean;
  readonly object: ObjectKind;
  readonly tense: Tense;
}

interface PatternSource {
  readonly type: string;
  readonly object: ObjectKind;
  /** Phrases of the catalog that mark a beginning. */
  readonly begins?: RegExp;
  /** Phrases of the catalog that mean too much else in running text. */
  readonly except?: readonly string[];
  /** Phrases that mean it where such an object follows; another relation may have them too. */
  readonly also?: readonly string[];
  /** Phrases instead of those of the catalog. */
  readonly only?: readonly string[];
  readonly isEvent?: boolean;
}

const sources: readonly PatternSource[] = [
  { type: "LIVES_IN", object: "place", begins: /^(?:搬|迁|移|定居)/, except: ["住"] },
  { type: "BORN_IN", object: "place" },
  { type: "FROM", object: "place", except: ["是…人"] },
  { type: "GREW_UP_IN", object: "place" },
  { type: "LOCATED_IN", object: "place", except: ["在", "在…举行", "在…举办", "设在"] },
  { type: "LIVES_WITH", object: "person" },
  { type: "VISITED", object: "known-place", isEvent: true, except: ["拜访过", "访问了", "访问过"] },
  { type: "ATTENDED", object: "phrase", isEvent: true, except: ["参加", "出席", "参与"] },
  { type: "SPEAKS", object: "language", except: ["精通语言"] },
  { type: "ALLERGIC_TO", object: "phrases", except: ["过敏于"] },
  { type: "HAS_CONDITION", object: "phrase", except: ["得了"] },
  { type: "PARTNER_OF", object: "person", begins: /结婚|嫁|娶|订婚/ },
  { type: "FRIEND_OF", object: "person" },
  { type: "COLLEAGUE_OF", object: "person" },
  { type: "KNOWS", object: "person", except: ["见过"] },
  { type: "MANAGED_BY", object: "person", except: ["被…管理", "管理", "领导着"] },
  {
    type: "WORKS_AT",
    object: "organization",
    begins: /^(?:入职|跳槽|进入)/,
    except: ["加入公司", "雇用", "聘用", "雇佣"],
    also: ["跳槽到", "跳槽到了", "进入…工作"],
  },
  // One joins clubs too: those are MEMBER_OF.
  { type: "WORKS_AT", object: "firm", begins: /^加入/, only: ["加入", "加入了"] },
  {
    type: "JOB_TITLE",
    object: "job",
    begins: /^(?:成为|当上)/,
    except: ["做…工作", "任职为"],
    also: ["成为", "成为了", "当上", "当上了"],
  },
  { type: "STUDIES_AT", object: "school" },
  { type: "STUDIED_AT", object: "school", isEvent: true },
  { type: "STUDIES", object: "phrase", except: ["学", "在学"] },
  { type: "LIKES", object: "phrases", except: ["享受"] },
  { type: "DISLIKES", object: "phrases", except: ["不喜欢", "不爱"] },
  { type: "INTERESTED_IN", object: "phrases", except: ["关注"] },
  { type: "PLAYS", object: "played" },
  { type: "HAS_SKILL", object: "phrase", except: ["熟悉", "精通"] },
  { type: "USES", object: "latin", except: ["用"] },
  { type: "MEMBER_OF", object: "club", except: ["是…成员", "是…的成员", "加入了俱乐部", "隶属于"] },
  {
    type: "FOUNDED",
    object: "organization",
    isEvent: true,
    except: ["由…创立", "由…创办", "由…创建"],
  },
];

/** All verb phrases, the longest first, so that 搬到了 is tried before 搬到. */
export const verbPatterns: readonly VerbPattern[] = sources
  .flatMap((source) => patternsOf(source))
  .toSorted((a, b) => b.before.length + b.after.length - a.before.length - a.after.length);

function patternsOf({
  type,
  object,
  begins,
  except = [],
  also = [],
  only,
  isEvent = false,
}: PatternSource): VerbPattern[] {
  const definition = relationOf(type);
  const own: Tense = isEvent ? "happened" : "holds";
  return [...(only ?? definition.zh), ...also]
    .filter((phrase) => !except.includes(phrase))
    .map((phrase) => {
      const [before = "", after = ""] = phrase.split("…");
      const tense =
        begins?.test(before === "在" ? after : `${before}${after}`.replace(/^[和与跟]/, "")) ===
        true
          ? "begins"
          : own;
      return { before, after, definition, isInverse: false, object, tense };
    });
}

/** Nouns for people, pets and what else someone has one of, the longest first. */
export interface NounPattern {
  readonly noun: string;
  readonly definition: RelationDefinition;
  readonly isInverse: boolean;
}

const nounTypes = [
  "PARTNER_OF",
  "PARENT_OF",
  "SIBLING_OF",
  "RELATIVE_OF",
  "FRIEND_OF",
  "NEIGHBOUR_OF",
  "COLLEAGUE_OF",
  "LIVES_WITH",
  "MANAGED_BY",
  "HAS_PET",
  "JOB_TITLE",
  "LIVES_IN",
  "FROM",
  "BORN_IN",
  "WORKS_AT",
  "ALSO_KNOWN_AS",
  "STUDIED_AT",
  "LIKES",
  "SPEAKS",
  "HAS_PHONE_NUMBER",
  "HAS_EMAIL_ADDRESS",
  "HAS_ADDRESS",
];

/** All nouns, the longest first. */
export const nounPatterns: readonly NounPattern[] = [
  // Of 我的手机是华为 nothing is read: what follows must be a number.
  ...["手机", "号码"].map((noun) => ({
    noun,
    definition: relationOf("HAS_PHONE_NUMBER"),
    isInverse: false,
  })),
  ...nounTypes.flatMap((type) => {
    const definition = relationOf(type);
    const direct = (definition.nounsZh ?? []).map((noun) => ({
      noun,
      definition,
      isInverse: false,
    }));
    const inverse = (definition.inverseNounsZh ?? []).map((noun) => ({
      noun,
      definition,
      isInverse: true,
    }));
    return [...direct, ...inverse];
  }),
].toSorted((a, b) => b.noun.length - a.noun.length);
