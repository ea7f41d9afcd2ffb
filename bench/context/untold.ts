/**
 * Questions about what the made-up world never tells of anybody, for `{name}` to be put in: its people have homes, jobs,
 * managers, partners, pets, tastes and other names, and nothing else.
 *
 * Written before any score was looked at. Those at even places choose, those at odd places are held out.
 */
import type { TalkLanguage } from "./small-talk.ts";

const ENGLISH = `
When is {name}'s birthday?
What is {name} allergic to?
How tall is {name}?
Which school did {name} go to?
Does {name} have any siblings?
What car does {name} drive?
What was {name}'s grade in the chemistry exam?
How did {name} break an arm?
Which marathon did {name} run?
What did {name} get for Christmas?
Has {name} ever been to Iceland?
What is {name}'s blood type?
Why did {name} cry at the wedding?
Which instrument does {name} play in the orchestra?
How much did {name} pay for the bicycle?
What did the doctor say to {name} about the knee?
When did {name} start learning Japanese?
Which charity did {name} donate to?
What is the title of the novel {name} is writing?
Who taught {name} how to swim?
What scared {name} during the storm?
Which candidate did {name} vote for?
What colour did {name} paint the bedroom?
How many medals has {name} won?
What did {name} dream about?
Where did {name} lose the umbrella?
What was the name of {name}'s first teacher?
How did {name} react to the surprise party?
What tattoo does {name} want?
Which flight did {name} miss?
`;

const CHINESE = `
{name}的生日是哪天？
{name}对什么过敏？
{name}有多高？
{name}是哪所学校毕业的？
{name}有兄弟姐妹吗？
{name}开什么车？
{name}化学考试考了多少分？
{name}的胳膊是怎么摔断的？
{name}跑过哪场马拉松？
{name}圣诞节收到了什么礼物？
{name}去过冰岛吗？
{name}是什么血型？
{name}在婚礼上为什么哭了？
{name}在乐团里演奏什么乐器？
{name}买自行车花了多少钱？
医生怎么说{name}的膝盖？
{name}是什么时候开始学日语的？
{name}给哪个慈善机构捐过款？
{name}正在写的小说叫什么名字？
是谁教会{name}游泳的？
暴风雨的时候{name}害怕什么？
{name}投票给了哪位候选人？
{name}把卧室刷成了什么颜色？
{name}得过几块奖牌？
{name}昨晚梦见了什么？
{name}把雨伞丢在了哪里？
{name}的第一位老师叫什么？
{name}对惊喜派对有什么反应？
{name}想纹什么图案？
{name}错过了哪趟航班？
`;

/** The questions of a language, 30 of each. */
export const UNTOLD: Readonly<Record<TalkLanguage, readonly string[]>> = {
  en: ENGLISH.trim().split("\n"),
  zh: CHINESE.trim().split("\n"),
};
