/** What a model is told when its answer was cut off, or when items of it do not have the form asked for. */
import type { PromptLanguage } from "./prompt.ts";

/** Asks for the rest of an answer. */
export const CONTINUE_TEXTS: Readonly<Record<PromptLanguage, string>> = {
  en: "Your answer was cut off. Write the items that are still missing, beginning with the one that was cut off, whole, as one JSON object in the same form. Do not repeat what is complete already. If nothing is missing, write the empty lists.",
  zh: "你的回答被截断了。请写出还缺少的各项，从被截断的那一项开始（完整重写），仍用同样形式的一个 JSON 对象。已经完整的不要重复。如果什么都不缺，就写空的列表。",
};

/** Asks anew for an answer that was cut off before its first item. */
export const AGAIN_TEXTS: Readonly<Record<PromptLanguage, string>> = {
  en: "(An earlier answer to this was cut off before its first item. Write the JSON object at once, without thinking aloud.)",
  zh: "（对此的上一个回答在第一项之前就被截断了。请立即写出 JSON 对象，不要先写思考过程。）",
};

/** Asks for items again that could not be read. */
export function repairText(
  wrong: readonly { readonly text: string; readonly reason: string }[],
  language: PromptLanguage,
): string {
  const lines = wrong.map(({ text, reason }) => `- ${reason}: ${text}`);
  const [before, after] =
    language === "zh"
      ? [
          "以下内容不符合要求的形式：",
          "请只把这些按要求的形式重写，用一个 JSON 对象。消息中没有说的就去掉，不要编造。",
        ]
      : [
          "This does not have the form asked for:",
          "Write only this again, in the form asked for, as one JSON object. Leave out what the messages do not say; invent nothing.",
        ];
  return [before, ...lines, after].join("\n");
}
