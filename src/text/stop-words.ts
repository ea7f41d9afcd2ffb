/** English words that say too little to search for; contractions are listed without their apostrophe. */
export const ENGLISH_STOP_WORDS: ReadonlySet<string> = new Set([
  ..."a an the this that these those and or but if than then so as of in on at by to from for with into".split(
    " ",
  ),
  ..."i me my we us our you your he him his she her hers it its they them their".split(" "),
  ..."is am are was were be been being do does did have has had will would shall should can could may might".split(
    " ",
  ),
  ..."what which who whom whose when where why how there here not no nor only just too very also about".split(
    " ",
  ),
  ..."dont doesnt didnt isnt arent wasnt werent wont wouldnt cant couldnt shouldnt hasnt havent hadnt".split(
    " ",
  ),
]);

/** Chinese characters that are grammar when they stand alone (simplified and traditional). */
export const CHINESE_FUNCTION_CHARACTERS: ReadonlySet<string> = new Set(
  "的地得了着著过過吗嗎呢吧啊呀嘛哦我你您他她它们們是在有和与與及或也都就而但被把让讓对對向从從到这這那哪谁誰很太不没沒个個什么麼",
);

/** Chinese words of grammar and asking: two characters each. */
export const CHINESE_FUNCTION_WORDS: ReadonlySet<string> = new Set(
  "我们 我們 你们 你們 他们 他們 她们 她們 它们 咱们 我的 你的 他的 她的 它的 这个 這個 那个 那個 哪个 哪個 这些 那些 什么 什麼 怎么 怎麼 怎样 哪里 哪裡 哪儿 为什 是谁 谁是".split(
    " ",
  ),
);
