/** How someone says to be reached: 可以打13800138000联系我, 我的联系方式是…. */
import { contactAt, type ContactKind } from "../contact-data.ts";
import { SPEAKER } from "../extraction.ts";
import { entityOf, linkOf, state, type ChineseContext } from "./chinese-context.ts";
import type { ChineseClause } from "./described.ts";
import { particles } from "./names.ts";

const may = "(?:你|您|大家|你们)?(?:可以|能|随时|有事|直接|也|就|都|请|尽管|欢迎)*";
const by =
  "(?:打电话到|打|拨打|拨|通过|用|发(?:邮件|短信|电邮)(?:到|至|给)|写信到|电话|邮件)(?:我的?)?(?:电话|手机|号码|邮箱|邮件)?";
const ways = [
  new RegExp(
    `^${may}${by}(?<value>.{6,40}?)(?:这个(?:号码|邮箱|电话))?(?:来|就|即)?(?:可以|能)?(?:联系(?:到|上)?我|找(?:到)?我|与我联系|和我联系|跟我联系)$`,
    "u",
  ),
  new RegExp(`^${may}(?:打|拨打|拨)我(?:的)?(?:电话|手机|号码)(?:是)?(?<value>.{6,24})$`, "u"),
  new RegExp(`^${may}(?:联系|找)我(?:请|可以|就)*${by}(?<value>.{6,40})$`, "u"),
  /^我的?联系方式(?:是|为)(?<value>.{6,40})$/u,
];
/** For a time, in a case or somewhere else. */
const limit =
  /今[天晚]|明天|后天|昨天|这几天|这两天|[这本下上]周|周[末一二三四五六日]|暂时|临时|期间|以前|之前|如果|的时候|酒店|宾馆|旅馆|民宿|出差|旅[游行]|度假|不|别|没/u;

const kinds: readonly (readonly [ContactKind, string])[] = [
  ["email", "HAS_EMAIL_ADDRESS"],
  ["phone", "HAS_PHONE_NUMBER"],
];

/** A clause that says how to reach who speaks. */
export function readReaching(context: ChineseContext, words: string): ChineseClause | undefined {
  const plain = words.replace(particles, "");
  const match = ways.map((way) => way.exec(plain)).find((found) => found !== null);
  const value = match?.groups?.["value"] ?? "";
  const kind = kinds.find(([one]) => contactAt(value, 0, one) === value);
  if (value === "" || kind === undefined || limit.test(context.sentence.original)) return undefined;
  const party = { name: SPEAKER };
  const statement = state(linkOf(kind[1], "holds"), party, entityOf(context, value));
  return { parties: [party], statements: [statement], subjectLength: words.length };
}
