/**
 * Turns that need no memory: greetings, thanks, moods, the weather, jokes, and what is asked of anybody.
 *
 * Written for this measurement before any score was looked at. Those at even places choose, those at odd places are held
 * out; so neighbours are of one sort. Some are questions, and some share words with what people tell of their lives.
 */

/** A language that small talk is in. */
export type TalkLanguage = "en" | "zh";

const ENGLISH = `
Good morning!
Hi there, how are you today?
Hey!
Hello again, nice to see you back.
How's it going?
What's up?
Not much, you?
I'm good, thanks for asking.
Thanks a lot, that really helped.
Thank you so much!
You're the best.
Great, that's exactly what I needed.
Okay, sounds good.
Alright, let's do it.
Sure, why not.
Yes, please.
No, that's all for now.
No worries at all.
Haha, that's hilarious!
LOL, good one.
Wow, I had no idea!
That's so cool!
Interesting, tell me more.
Really? I don't believe it.
Hmm, let me think about it for a moment.
Hold on a second, someone's at the door.
Sorry, I got distracted. Where were we?
Sorry for the late reply!
Can you say that again, please?
I didn't quite get that.
Could you make it a bit shorter?
Can you explain that in simpler words?
It's such a beautiful day today.
Ugh, it's raining again.
It's freezing in here.
It's way too hot to do anything.
I'm so tired.
I could really use a coffee right now.
I'm bored.
I'm starving, is it lunchtime yet?
What a long week.
Finally Friday!
Happy New Year!
Merry Christmas to you and yours!
Have a great weekend!
Enjoy the rest of your evening.
See you tomorrow!
Talk to you later.
Good night, sleep well.
Bye for now!
Tell me a joke.
Do you know any riddles?
Are you a robot?
Do you ever sleep?
Who made you?
What can you do?
What is your favorite color?
Do you like music?
Do you get tired of all these questions?
Are you happy?
What time is it?
What day is it today?
How do you spell "necessary"?
What does "ubiquitous" mean?
What is the capital of Australia?
How far away is the moon?
What is 17 times 23?
Convert ten miles to kilometers.
Who won the World Cup in 1998?
How long should I boil an egg?
Write a short poem about autumn.
Give me a synonym for "happy".
Translate "good luck" into French.
How do I center a div in CSS?
Write a function that reverses a string.
Can you recommend a good movie?
Any ideas for a quick dinner?
What should I name a goldfish?
Give me three fun facts about penguins.
Sing me something.
I feel a bit down today.
Everything is going wrong today.
I'm so excited, I can't sit still!
I'm proud of myself.
Life is strange sometimes.
Time flies, doesn't it?
People are funny.
I love this song.
I hate Mondays.
Traffic was terrible this morning.
My phone is about to die.
The internet is so slow today.
I just woke up.
I should probably get back to work.
Wish me luck!
Fingers crossed!
Congratulations!
That makes sense.
You're right, my mistake.
I totally agree with you.
`;

const CHINESE = `
早上好！
你好，今天过得怎么样？
嗨！
好久不见呀。
最近怎么样？
在吗？
没什么事，你呢？
我挺好的，谢谢关心。
太谢谢你了，帮了大忙。
非常感谢！
你真厉害。
对，我要的就是这个。
好的，没问题。
行，那就这么办吧。
可以啊。
好呀，麻烦你了。
不用了，先这样吧。
没关系，别放在心上。
哈哈哈，太好笑了！
笑死我了。
哇，我完全没想到！
太酷了吧！
有意思，继续说说。
真的吗？我不信。
嗯，让我想一想。
等一下，有人敲门。
不好意思，刚才走神了，说到哪儿了？
抱歉回复晚了！
能再说一遍吗？
我没太听懂。
能不能说短一点？
可以用简单的话解释一下吗？
今天天气真好。
唉，又下雨了。
这里好冷啊。
热得什么都不想干。
我好累。
现在真想喝杯咖啡。
好无聊啊。
饿死了，可以吃饭了吗？
这一周真漫长。
终于到周五了！
新年快乐！
祝你圣诞快乐！
周末愉快！
祝你今晚过得开心。
明天见！
回头聊。
晚安，做个好梦。
先这样，再见！
给我讲个笑话吧。
你会猜谜语吗？
你是机器人吗？
你需要睡觉吗？
你是谁做出来的？
你都会做些什么？
你最喜欢什么颜色？
你喜欢听音乐吗？
问你这么多问题你烦不烦？
你开心吗？
现在几点了？
今天星期几？
“尴尬”两个字怎么写？
“未雨绸缪”是什么意思？
澳大利亚的首都是哪里？
月球离地球有多远？
十七乘二十三等于多少？
十英里是多少公里？
一九九八年世界杯谁赢了？
鸡蛋要煮多长时间？
写一首关于秋天的小诗。
“高兴”的近义词有哪些？
把“祝你好运”翻译成英文。
网页里怎么让一个元素居中？
写一个把字符串倒过来的函数。
有什么好看的电影推荐吗？
晚饭做点什么又快又好？
给金鱼起个什么名字好？
说三个关于企鹅的冷知识。
唱首歌听听。
我今天有点难过。
今天什么都不顺。
我太激动了，坐都坐不住！
我为自己骄傲。
生活有时候真奇怪。
时间过得真快，是不是？
人真有意思。
我太喜欢这首歌了。
我最讨厌星期一。
早上堵车堵得要命。
手机快没电了。
今天网络好慢。
我刚睡醒。
我该回去干活了。
祝我好运吧！
但愿一切顺利！
恭喜恭喜！
有道理。
你说得对，是我弄错了。
我完全同意。
`;

/** The turns of a language, 100 of each. */
export const SMALL_TALK: Readonly<Record<TalkLanguage, readonly string[]>> = {
  en: linesOf(ENGLISH),
  zh: linesOf(CHINESE),
};

function linesOf(text: string): string[] {
  return text.trim().split("\n");
}
