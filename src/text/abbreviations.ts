/** Written before a name when capitalised ("Gen. Lee", but "one more rep."). */
export const TITLES: ReadonlySet<string> = new Set(
  "Dr Mr Mrs Ms Mx Prof St Mt Gen Sen Rep Gov Capt Cpt Lt Col Sgt Cmdr Adm Rev Hon Pres Supt Sr Sra".split(
    " ",
  ),
);

/** Written before an explanation, or in any case before more: the full stop never ends a sentence. */
export const OPEN_ABBREVIATIONS: ReadonlySet<string> = new Set(
  "dr mr mrs prof vs e.g i.e eg ie a.k.a c.f cf viz approx incl excl".split(" "),
);

/** May close a sentence or not: the word that follows decides. */
export const CLOSING_ABBREVIATIONS: ReadonlySet<string> = new Set([
  ..."etc al inc ltd co corp llc plc bros dept jr sr esq ave blvd rd ft ph.d m.d b.a m.a".split(
    " ",
  ),
  ..."d.c u.s u.k u.n e.u u.s.a a.m p.m b.c a.d".split(" "),
]);

/** Abbreviations when a number follows: "No. 5", "Oct. 18", "p. 12". */
export const NUMBER_ABBREVIATIONS: ReadonlySet<string> = new Set([
  ..."no nos nr art p pp pg fig figs eq sec ch vol est ca c".split(" "),
  ..."jan feb mar apr jun jul aug sep sept oct nov dec".split(" "),
  ..."mon tue tues wed thu thur thurs fri sat sun".split(" "),
]);

/** Words that open a sentence when capitalised after an abbreviation that may close one. */
export const SENTENCE_OPENERS: ReadonlySet<string> = new Set([
  ..."i he she it they we you the this that these those there here a an my your his her its our their".split(
    " ",
  ),
  ..."and but so then when if in on at as after before because since while although however also".split(
    " ",
  ),
  ..."what where who why how did do does is are was were will would can could should have has had".split(
    " ",
  ),
  ..."no not yes now today yesterday tomorrow last next later finally".split(" "),
]);
