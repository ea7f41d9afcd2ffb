import { canonicalizeRelation } from "../../../../core/relations/relations.ts";
import { SPEAKER, type EntityName } from "../extraction.ts";
import { entityOf, linkOf, state, type ChineseContext } from "./chinese-context.ts";
import type { ChineseClause } from "./described.ts";
import { isPersonName, particles } from "./names.ts";
import { readOwnedPrefix } from "./owners.ts";

const nickname =
  /^(?:大家|朋友们?|同学们?|家人|家里人|别人|人们|同事们?|爸妈|你|你们)?(?:都|可以|一般|平时)*(?:叫|管|喊)([我他她])(?:叫|做)?([^，,]{1,8})$/;

/** 大家都叫我小明 */
export function readNickname(context: ChineseContext, words: string): ChineseClause | undefined {
  const [, who = "", rest = ""] = nickname.exec(words) ?? [];
  const name = rest.replace(particles, "");
  const owner = who === "" ? undefined : ownerOf(context, who);
  const isName = isPersonName(name, context.evidence, "loose");
  if (owner === undefined || !isName || name === owner.name) {
    return undefined;
  }
  const alias = state(linkOf("ALSO_KNOWN_AS", "holds"), owner, entityOf(context, name));
  return { parties: [], statements: [alias], subjectLength: words.length };
}

const favourite =
  /^最(?:喜欢|喜爱|爱|钟爱)(?:吃|喝|看|听|读|玩)?的([\p{Script=Han}]{1,6})(?:一直|当然|还|就|仍然)*是(.{1,14})$/u;
const vagueKind = /人|事|时候|地方|东西|一|不|没|以前|曾|原来|之前|过去|本来|应该|可能/;
const vagueValue = /[我你他她它这那和、吗]|很|一[个部本]/;
/** Longest description of whose favourite it is, in characters. */
const maxOwnerLength = 12;

/** 我最喜欢的食物是寿司 */
export function readFavourite(context: ChineseContext, words: string): ChineseClause | undefined {
  const at = words.indexOf("最");
  const isOwned = at > 0 && at <= maxOwnerLength;
  const [, kind = "", words2 = ""] = isOwned ? (favourite.exec(words.slice(at)) ?? []) : [];
  const value = words2.replace(particles, "").replace(/^[《"“]|[》"”]$/g, "");
  if (kind === "" || vagueKind.test(kind) || vagueValue.test(value)) {
    return undefined;
  }
  const owner = ownerOf(context, words.slice(0, at));
  const { definition } = canonicalizeRelation(`最喜欢的${kind}`);
  if (owner === undefined || definition === undefined) {
    return undefined;
  }
  const link = { definition, isInverse: false, tense: "holds" as const };
  const statement = state(link, owner, entityOf(context, value));
  return { parties: [owner], statements: [statement], subjectLength: at };
}

function ownerOf(context: ChineseContext, words: string): EntityName | undefined {
  if (/^(?:我|我们)$/.test(words)) {
    return { name: SPEAKER };
  }
  if (/^[他她]$/.test(words)) {
    return context.discourse.resolvePronoun(words === "他" ? "male" : "female");
  }
  const owned = readOwnedPrefix(context, words);
  const name = owned?.rest ?? words;
  const certainty = owned === undefined ? "strict" : "loose";
  return isPersonName(name, context.evidence, certainty) ? entityOf(context, name) : undefined;
}
