/** How facts are told in Chinese. */
import type { TellingPhrases } from "./phrase-book.ts";
import type { RelationName } from "./types.ts";

/** One entry per relation. */
export const CHINESE_TELLING: Readonly<Record<RelationName, TellingPhrases>> = {
  lives_in: {
    facts: ["{s}住在{o}", "{s}定居在{o}", "{s}的家在{o}"],
    told: ["{s}住在{o}。", "顺便说一下，{s}住在{o}。", "我去看了{s}，人家住在{o}。"],
    changed: ["{s}从{p}搬到{o}了。", "{s}离开了{p}，现在住在{o}。", "大消息：{s}搬到{o}了！"],
    corrected: [
      "我之前说错了：{s}住在{o}，不是{p}。",
      "抱歉，记错了。{s}从来没住过{p}，一直住在{o}。",
    ],
    repeated: ["我说过，{s}住在{o}。", "{s}的家在{o}，你记得吧。"],
  },
  works_at: {
    facts: ["{s}在{o}工作", "{s}任职于{o}", "{s}在{o}上班"],
    told: ["{s}在{o}工作。", "对了，{s}在{o}上班。", "{s}任职于{o}。"],
    changed: ["{s}从{p}辞职了，现在在{o}工作。", "{s}跳槽了，从{p}去了{o}。", "{s}这周入职了{o}。"],
    corrected: ["我之前说错了：{s}在{o}工作，不是{p}。", "更正一下：{s}从没在{p}工作过，是{o}。"],
    repeated: ["你知道的，{s}还在{o}工作。", "我提过吧，{s}在{o}上班。"],
  },
  job_title: {
    facts: ["{s}的职位是{o}", "{s}的职业是{o}", "{s}担任{o}"],
    told: ["{s}的职位是{o}。", "{s}的职业是{o}。", "{s}是做{o}的。"],
    changed: ["{s}不再是{p}了，新的职位是{o}。", "{s}转行了，现在的职业是{o}。", "{s}当上了{o}。"],
    corrected: ["我之前说错了：{s}的职位是{o}，不是{p}。", "我弄混了，{s}从来不是{p}，职业是{o}。"],
    repeated: ["我说过，{s}的职业是{o}。", "{s}是{o}，记得吗？"],
  },
  partner: {
    facts: ["{s}的伴侣是{o}", "{s}和{o}是一对", "{s}的对象是{o}"],
    told: ["{s}的伴侣是{o}。", "{s}带来了对象，叫{o}。", "{s}和{o}在一起了。"],
    changed: ["{s}和{p}分手了，现在的伴侣是{o}。", "{s}如今和{o}在一起。"],
    corrected: ["我之前说错了：{s}的伴侣是{o}，不是{p}。", "{s}从没和{p}在一起过，伴侣是{o}。"],
    repeated: ["{s}和{o}还是一对。", "我说过，{s}的伴侣是{o}。"],
  },
  favourite_food: {
    facts: ["{s}最喜欢的食物是{o}", "{s}最爱吃的是{o}", "{s}最喜欢吃{o}"],
    told: [
      "{s}最喜欢的食物是{o}。",
      "要是给{s}做饭，最爱吃的是{o}。",
      "{s}天天都想吃{o}，那是最爱。",
    ],
    changed: ["{s}吃腻了{p}，现在最喜欢的食物是{o}。", "{s}有了新的最爱：{o}。"],
    corrected: [
      "我之前说错了：{s}最喜欢的食物是{o}，不是{p}。",
      "记错了，{s}从来不爱吃{p}，最爱吃的是{o}。",
    ],
    repeated: ["你知道，{s}最爱吃的是{o}。", "我们又吃了{o}，{s}最喜欢的食物。"],
  },
  manager: {
    facts: ["{s}的经理是{o}", "{s}的上司是{o}", "{s}向{o}汇报"],
    told: ["{s}的经理是{o}。", "{s}在单位向{o}汇报。", "{o}是{s}的经理。"],
    changed: ["{s}不再向{p}汇报了，现在的经理是{o}。", "{s}换了经理：{o}。"],
    corrected: ["我之前说错了：{s}的经理是{o}，不是{p}。", "{s}从没向{p}汇报过，经理一直是{o}。"],
    repeated: ["我说过，{s}的上司是{o}。", "{s}还是向{o}汇报。"],
  },
  located_in: {
    facts: ["{s}位于{o}", "{s}的总部在{o}", "{s}设在{o}"],
    told: ["{s}位于{o}。", "{s}的办公室在{o}。", "{s}的总部在{o}。"],
    changed: ["{s}的办公室从{p}搬到{o}了。", "{s}搬迁了，现在总部在{o}。"],
    corrected: ["我之前说错了：{s}位于{o}，不是{p}。", "{s}在{p}从没有过办公室，它的总部在{o}。"],
    repeated: ["前面提过，{s}的总部在{o}。", "你知道，{s}位于{o}。"],
  },
  is_a: {
    facts: ["{s}是一只{o}", "{s}是只{o}"],
    told: ["{s}是一只{o}。", "你要是好奇，{s}是一只{o}。"],
    changed: ["{s}现在是一只{o}。"],
    corrected: [
      "我之前说错了：{s}是一只{o}，不是{p}。",
      "我把动物弄混了，{s}是一只{o}，从来不是{p}。",
    ],
    repeated: ["你知道，{s}是只{o}。", "记得吧，{s}是一只{o}。"],
  },
  likes: {
    facts: ["{s}喜欢{o}"],
    told: ["{s}喜欢{o}。", "{s}特别迷{o}。", "我才知道{s}喜欢{o}。"],
    changed: [],
    corrected: [],
    repeated: ["{s}还是那么迷{o}。", "对，{s}喜欢{o}，我说过的。"],
  },
  has_pet: {
    facts: ["{s}养了一只宠物，名叫{o}"],
    told: ["{s}养了一只宠物，名叫{o}。", "{s}有了宠物，取名{o}。"],
    changed: [],
    corrected: [],
    repeated: ["{s}的宠物{o}也在。", "还记得{s}的宠物{o}吗？"],
  },
  alias: {
    facts: ["{s}又名{o}"],
    told: ["{s}又名{o}。", "大家都管{s}叫{o}。", "朋友们给{s}起的外号是{o}。"],
    changed: [],
    corrected: [],
    repeated: ["我说过，大家叫{s}{o}。", "你知道的，{s}，又名{o}。"],
  },
};
