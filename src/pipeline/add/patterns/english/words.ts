import { wordSet } from "./word-set.ts";

/** Capitalised words that are no names of people, places or organisations, wherever they stand. */
export const neverNames: ReadonlySet<string> = wordSet(
  "mon tue tues wed thu thur thurs fri sat sun i monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays",
  "saturdays sundays january february march april may june july august september october november december",
  "christmas easter halloween thanksgiving xmas ramadan hanukkah diwali eid valentine valentine's",
  "spring summer autumn fall winter mr mrs ms dr prof sir madam ok okay omg lol wow btw fyi asap diy tv ai pc",
  "gps usb wifi wi-fi hr faq ceo cto cfo pm am ii iii lgbtq lgbtq+ lgbt phd mba bbq ad bc usd eur",
  "god jesus christ lord internet web bluetooth covid covid-19 corona",
  "mom mum dad mommy daddy mama papa grandma grandpa granny auntie uncle aunt sis bro son honey dear",
);

/** Adjectives of people that are written with a capital: "I'm Irish" gives no name. */
export const demonyms: ReadonlySet<string> = wordSet(
  "american british english scottish welsh irish french german italian spanish portuguese dutch belgian swiss",
  "austrian danish swedish norwegian finnish icelandic polish czech slovak hungarian romanian bulgarian greek",
  "turkish russian ukrainian serbian croatian slovenian bosnian albanian macedonian estonian latvian lithuanian",
  "chinese japanese korean taiwanese vietnamese thai filipino indonesian malaysian singaporean indian pakistani",
  "bangladeshi nepali afghan iranian persian iraqi syrian lebanese jordanian israeli palestinian egyptian moroccan",
  "algerian tunisian libyan nigerian ghanaian kenyan ethiopian somali sudanese african asian european australian",
  "canadian mexican brazilian argentinian argentine chilean colombian peruvian venezuelan cuban jamaican",
  "puerto_rican dominican latino latina hispanic arab arabic jewish muslim christian catholic protestant buddhist",
  "hindu sikh mormon orthodox baptist methodist anglican jehovah's republican democrat democratic liberal",
  "conservative asian-american african-american mandarin cantonese hindi latin catalan basque galician celtic",
  "nordic scandinavian balkan mediterranean caribbean siberian bavarian tibetan mongolian kazakh uzbek armenian",
  "georgian azerbaijani cypriot maltese vegan vegetarian gemini libra aries taurus virgo scorpio sagittarius",
  "capricorn aquarius pisces leo introvert extrovert black white gay queer transgender trans bisexual",
);

/** Names of languages that "speak" is followed by. */
export const languages: ReadonlySet<string> = wordSet(
  "english french german italian spanish portuguese dutch danish swedish norwegian finnish icelandic polish czech",
  "slovak hungarian romanian bulgarian greek turkish russian ukrainian serbian croatian slovenian albanian estonian",
  "latvian lithuanian chinese mandarin cantonese japanese korean vietnamese thai tagalog indonesian malay hindi",
  "urdu bengali punjabi tamil telugu gujarati marathi nepali persian farsi dari pashto arabic hebrew swahili",
  "amharic somali yoruba igbo hausa zulu afrikaans catalan basque galician welsh irish gaelic latin esperanto",
  "mongolian kazakh armenian georgian azerbaijani tibetan maltese luxembourgish creole quechua",
);

/** Words that open a sentence with a capital and are no names. A word that is missing here may be read as one. */
export const sentenceOpeners: ReadonlySet<string> = wordSet(
  "a an the this that these those it its there here he she they we you your yours his her hers him them their theirs our ours",
  "my mine me us who whom whose what which when where why how if unless whether as because since while although though",
  "and or but so nor yet for to from in on at by with without within about above across after against along among",
  "around before behind below beneath beside besides between beyond despite down during except inside into like near",
  "of off onto out outside over past through throughout toward towards under until till up upon via",
  "is am are was were be been being do does did done have has had having can could will would shall should may might must",
  "not no yes yeah yep yup nah nope well oh ah hey hi hello thanks thank thx please sorry sure right great good nice cool",
  "awesome amazing wow okay ok fine perfect congrats congratulations cheers bye goodbye haha hmm ugh oops absolutely",
  "definitely certainly totally exactly indeed actually honestly basically really very quite maybe perhaps probably",
  "possibly hopefully luckily unfortunately fortunately sadly apparently obviously clearly recently lately currently",
  "now then today tonight tomorrow yesterday soon later always never often sometimes usually once twice again also too",
  "just only even still already ever everyone everybody everything someone somebody something anyone anybody anything",
  "nobody nothing none all both each every either neither some any many much most more less few several such same other",
  "another one two three four five six seven eight nine ten first second third last next people person man woman men women",
  "guy guys girl girls boy boys kid kids child children baby friends friend family families parents mother father sister",
  "brother wife husband partner boyfriend girlfriend boss manager teacher doctor nobody life work home house time day week",
  "month year morning evening night school college university music food coffee tea dinner lunch breakfast water money",
  "health love hope peace art nature sports football soccer basketball tennis yoga hiking dogs cats dog cat pets books",
  "movies games travel reading writing running swimming cooking painting dancing singing working living getting going",
  "being making taking having seeing looking sounds looks seems feels got get go come let let's look see know think guess",
  "believe remember forget tell say ask give take make keep stay try wait check send show find help stop start ignore",
  "glad happy excited proud speaking talking thinking btw anyway plus ps edit update note reminder fact question answer",
  "fyi correction mom dad grandma grandpa mum dear sir madam hopefully meanwhile however therefore thus moreover",
  "that's it's there's here's what's who's how's where's let’s everyone's life's time's nothing's someone's",
  "im ive id ill youre theyre weve dont didnt cant wont doesnt isnt",
);

/** Words after which a noun phrase, a name or a list is over. */
export const phraseStops: ReadonlySet<string> = wordSet(
  "and or but so nor yet because since while although though when whenever where who whom whose which that if unless",
  "whether as than then in on at by with without within about above across after against along among around before",
  "behind below beneath beside besides between beyond despite down during except for from inside into like unlike near of off",
  "onto out outside over past through throughout to toward towards under until till up upon via per",
  "is am are was were be been being 'm 's 're 've 'd 'll n't do does did have has had can could will would shall should",
  "may might must not it he she they we you i him them us me there here too also very really so much a lot",
  "especially particularly mostly mainly even just only right now lately recently today tonight tomorrow yesterday",
  "again anymore always usually sometimes often never ever still already together anyway though instead either",
  "the an my your our his their whose every each last next this these those these ago soon once twice more most less least better best well please",
  "thanks thank what how why because cause cuz bc etc overall obviously actually honestly however",
);

/** First words that make a phrase mean something only its conversation knows, or nothing at all. */
export const emptyHeads: ReadonlySet<string> = wordSet(
  "it this that these those you your yours his her hers him them their theirs me my mine our ours us what how when who",
  "where why everything anything something nothing everyone everybody anyone someone nobody all both each every some any",
  "many much most more less few several such same other another no none one ones too so very really quite",
  "thing things stuff lot lots way kind kinds ton tons bunch couple few little deal part idea ideas fact sound sounds look looks time times bit feeling vibe vibes",
  "being having getting going doing making seeing hearing knowing spending helping trying looking talking taking working",
  "thinking feeling sharing giving bringing letting putting finding watching_you meeting keeping using learning",
  "exactly absolutely definitely certainly totally not just only even also now then here there",
  "neither either nor haha hahaha hehe lol like unlike",
);

/** Evaluations that stand where a value would: "my job is great". */
export const evaluations: ReadonlySet<string> = wordSet(
  "great good bad better best worse worst nice cool awesome amazing wonderful fantastic terrible horrible awful fun funny",
  "hard easy tough difficult important interesting boring exciting stressful demanding rewarding beautiful lovely cute",
  "happy sad tired busy sick ill fine okay ok sure ready right wrong true real big small huge tiny new old young late early",
  "crazy weird strange perfect special unique different similar same gone dead alive over done here there home back up down",
  "still always never definitely probably maybe hardly simply actually currently also just only really very so too quite",
  "supportive proud amazed glad excited pregnant single coming going getting doing having being making working looking",
  "delicious tasty yummy incredible brilliant inspiring unforgettable endless pending unclear game games part role ball unknown undecided",
);
