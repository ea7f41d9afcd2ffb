/** Decides what of a message may be read as a statement of whoever sent it. */

const injection =
  /ignore (?:all |any |the |every )?(?:previous|prior|above|earlier|preceding|other) (?:instructions?|messages?|prompts?|rules)|disregard (?:all |any |the |your )?(?:previous|prior|above|instructions?)|system prompt|(?:memory|memories|data|facts) of (?:every|all|other|another) users?|of all users|忽略(?:所有|之前|以上|上面|先前|前面)|无视(?:所有|之前|以上|上面|先前)|系统提示|(?:所有|每个|其他)用户的/iu;

const task =
  /^\s*(?:please |can you |could you |pls )?(?:translate|summari[sz]e|rewrite|rephrase|paraphrase|proofread|role-?play|act as|pretend|write (?:me )?(?:a|an|the|some)|imagine|complete the|repeat after|continue the|classify|extract)\b|^\s*(?:请|帮我|麻烦|请你|请帮我|给我)?(?:翻译|总结|改写|润色|校对|概括|复述|扮演|假装|写一[篇个首段封]|续写|编一个)/iu;

/** Whether a message tries to give orders to a model, or hands over a text that is not its own. */
export function isForeign(content: string): boolean {
  return injection.test(content) || task.test(content.slice(0, 200));
}

/** Code, quoted lines, and the marks that begin the items of a list. */
const foreignLine =
  /```[\s\S]*?(?:```|$(?![\s\S]))|^[ \t]*(?:>|\||\$ |#!).*$|^[ \t]*(?:[-*•+]|\d{1,2}[.)])(?=[ \t]+\S)/gmu;

/** The head of a mail, and what announces a text that somebody else wrote: all of it follows. */
const mailHead =
  /^[ \t]*(?:from|to|subject|re|fwd|fw|sent|cc|bcc|发件人|收件人|主题)[ \t]*[:：].*$/gimu;
const handedOver =
  /(?:\b(?:here(?:['’]s| is| are)|this is|below is|i got|i received|we got|we received|forwarded|the following)\b(?![^.!?\n:]{0,40}\b(?:my|our)\b)[^.!?\n:]{0,40}\b(?:e-?mails?|messages?|texts?|letters?|tweets?|posts?|articles?|transcripts?|reviews?|stor(?:y|ies)|poems?|excerpts?|paragraphs?|passages?|conversations?|chats?|ads?)\b|(?:这是|下面是|以下是|收到|看到)(?![^。！？\n：:]{0,6}我的)[^。！？\n：:]{0,15}(?:邮件|短信|消息|文章|聊天记录|来信|帖子|故事|小说|评论|对话))[^.!?。！？\n:：]{0,30}[:：][\s\S]*/giu;

/**
 * Blanks what is from elsewhere (code, lines that begin with ">", mails and other texts that are handed over) and list
 * marks. Offsets stay. O(length).
 */
export function blankForeignLines(content: string): string {
  const blank = (found: string): string => found.replace(/[^\n]/g, " ");
  return [foreignLine, mailHead, handedOver].reduce(
    (text, pattern) => text.replace(pattern, blank),
    content,
  );
}

const quotation =
  /"[^"\n]{0,400}"|“[^”\n]{0,400}(?:”|$)|«[^»\n]{0,400}(?:»|$)|「[^」\n]{0,400}(?:」|$)|『[^』\n]{0,400}(?:』|$)|‘[^’\n]{2,400}’(?!\p{L})/gmu;
const quotedName =
  /^["“«「『‘]\s*(?:\p{Lu}[\p{L}\p{M}\p{N}'’.-]*(?: (?:of|the|and|de|a|in|\p{Lu}[\p{L}\p{M}\p{N}'’.-]*)){0,5}|\p{Script=Han}{1,6})[,.!。，]?["”»」』’]$/u;
/** The marks that end a sentence inside a quotation, and so the one around it. */
const quotedEnd = /[.!。！…]["”»」』’]$/u;

/**
 * Masks quotations, as what is quoted is not said: a quoted name keeps its letters, anything else becomes
 * a mark that no pattern reads. Offsets stay, and so do the ends of sentences. O(length).
 */
export function maskQuotations(text: string): string {
  return text.replace(quotation, (quoted) => {
    if (quotedName.test(quoted)) {
      return quoted.replace(/^.|.$/gu, (mark) => " ".repeat(mark.length));
    }
    const end = quotedEnd.test(quoted) ? `${quoted.at(-2) ?? ""} ` : "";
    return `▢${" ".repeat(quoted.length - 1 - end.length)}${end}`;
  });
}

/** A stretch of a text. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Widens a stretch over the quotation marks around it. */
export function withQuotationMarks(text: string, { start, end }: Stretch): Stretch {
  return {
    start: /["“«「『‘]/.test(text.charAt(start - 1)) ? start - 1 : start,
    end: /["”»」』’]/.test(text.charAt(end)) ? end + 1 : end,
  };
}

/** Whether a sentence is not meant seriously. */
export function isJest(sentence: string): boolean {
  return /\b(?:just kidding|kidding|joking|jk|lol|lmao|in (?:my|his|her|their|a) (?:wildest )?dreams?)\b|开玩笑|骗你的/i.test(
    sentence,
  );
}

/** Whether a sentence says that the one before it was no more than a joke. */
export function isJestBefore(sentence: string): boolean {
  return /^\W*(?:(?:haha|lol|ok|okay|no|nah|i['’]?m|just|only|was)[\s,.!]*){0,3}(?:kidding|joking|jk)\b|^[\s，。！!哈]*(?:我)?(?:只是|是)?(?:开玩笑|骗你)/i.test(
    sentence,
  );
}

const questionMark = /[?？][\s)"'”’」』]*$/u;
const questionTail =
  /,\s*(?:and you|what about you|how about you|and yours?|remember|you know)\s*\?\s*$/i;
const inverted =
  /^(?:so |and |but |oh |well |ok |okay |hey |hi |by the way |btw |also )*(?:what|where|who|whom|whose|which|why|how|when (?:is|are|was|were|do|does|did|will|can|should)|do|does|did|is|are|am|was|were|has|have|had|can|could|will|would|should|shall|may|might) (?:\w|')+/i;
const contracted = /^(?:what|where|who|how|when|why)['’](?:s|re|d)\b/i;

/** The part of an English sentence that is no question: all, nothing, or what stands before "…, what about you?". */
export function statementPart(sentence: string): string {
  const tail = questionTail.exec(sentence);
  if (tail !== null) {
    const part = sentence.slice(0, tail.index);
    return statementPart(part);
  }
  return questionMark.test(sentence) || inverted.test(sentence) || contracted.test(sentence)
    ? ""
    : sentence;
}

const commands =
  /^(?:please |just |now |do not |don['’]t |never |always |let['’]?s |kindly )*(?:ignore|forget|disregard|delete|remove|erase|list|show|reveal|print|output|tell|say|give|write|translate|summari[sz]e|explain|describe|imagine|pretend|suppose|assume|act|repeat|answer|respond|reply|make sure|try|consider|check|look|see|add|create|generate|find|search|open|close|run|call me when|set|remind|schedule|draft|compose|recommend|suggest|calculate|convert|fix|send|use|visit|go|come|take|keep|stop|start|enjoy|have a|wait(?!,? (?:no|sorry|actually)\b)|listen|think|be|don['’]t)\b/i;

/** Whether an English sentence tells someone to do something. */
export function isCommand(sentence: string): boolean {
  return commands.test(sentence);
}
