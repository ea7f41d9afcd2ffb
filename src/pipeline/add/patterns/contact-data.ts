/** What phone numbers, e-mail addresses and street addresses look like, in English and Chinese texts. */

/** Digits of a phone number: fewer are a PIN or an extension, more are an account. */
const DIGITS = { least: 6, most: 15 } as const;

const PHONE = /(?<![\p{L}\d@._-])[+＋]?\(?\d(?:[\d ()./-]{4,22})\d(?![\p{L}\d@]|[.,]\d)/uy;
const EMAIL = /[\p{L}\d][\p{L}\d._%+-]{0,63}@[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{1,63}){1,4}/uy;

const HOUSE = String.raw`\d{1,5}[A-Za-z]?(?:[-/]\d{1,5}[A-Za-z]?)?`;
const NAME = String.raw`(?:\p{Lu}[\p{L}'’.-]*|\d{1,3}(?:st|nd|rd|th))`;
const STREET =
  "(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Square|Sq|Way|Terrace|Close|Crescent|Parkway|Pkwy|Highway|Hwy|Row|Gardens|Grove|Mews|Hill|Quay|Walk|Circle|Alley)";
/** Words before a street's name, or at its end, in languages whose house numbers follow it. */
const STREET_ABROAD = String.raw`(?:(?:Rua|Avenida|Av\.|Travessa|Calle|Via|Viale|Piazza|Rue|Ulica|Ul\.)(?: (?:d[aeio]s?|del|della|du|de la))?(?: ${NAME}){1,4}|\p{Lu}\p{L}{2,24}(?:straße|strasse|straat|gasse|weg|gatan|gade|katu))`;
const ROOM = "(?:Apt|Apartment|Flat|Unit|Suite|Floor|#)";
const INSIDE = String.raw`(?:,? ${ROOM}\.? ?[\dA-Z]{1,5})?`;
const TOWN = String.raw`(?:, (?:\p{Lu}[\p{L}'’.-]*|\d{4,6})(?: (?:\p{Lu}[\p{L}'’.-]*|\d{4,6})){0,2}){0,3}`;
/** "12 Elm Street, Porto", "221B Baker St, Flat 2", "Rua Augusta 12": a number and a word for a street. */
const ADDRESS = new RegExp(
  String.raw`(?:${HOUSE} (?:${NAME} ){1,4}${STREET}(?![\p{L}\d])\.?|${STREET_ABROAD},? ${HOUSE}(?![\p{L}\d]))${INSIDE}${TOWN}`,
  "uy",
);
/** 北京市朝阳区建国路88号3号楼2单元501室 */
const ADDRESS_ZH =
  /[\p{Script=Han}A-Za-z\d]{0,24}?(?:路|街|道|巷|弄|胡同|里|村|小区|花园|大厦)[\p{Script=Han}]{0,6}?[\d一二三四五六七八九十百]{1,6}(?:号|弄|栋|幢)[\p{Script=Han}A-Za-z\d-]{0,16}/uy;

/** What follows the street and is no flat: the town of "12 Elm Street, Flat 2, Porto, Portugal". */
const AFTER_STREET = new RegExp(
  String.raw`, (?!${ROOM})(?<town>\p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’.-]*){0,2})`,
  "u",
);

/** The town that an English address names behind its street; undefined if it names none. */
export function townOf(address: string): string | undefined {
  return AFTER_STREET.exec(address)?.groups?.["town"];
}

/** What kind of contact data a value is of. */
export type ContactKind = "phone" | "email" | "address";

/** By relation, what its value must look like. */
export const CONTACT_KINDS: Readonly<Record<string, ContactKind>> = {
  HAS_PHONE_NUMBER: "phone",
  HAS_EMAIL_ADDRESS: "email",
  HAS_ADDRESS: "address",
};

/** The contact data that stands at a place of a text; undefined if none of the kind does. */
export function contactAt(text: string, at: number, kind: ContactKind): string | undefined {
  for (const pattern of PATTERNS[kind]) {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined && (kind !== "phone" || isNumber(found))) {
      return found.replace(/[\s.]+$/u, "");
    }
  }
  return undefined;
}

const PATTERNS: Readonly<Record<ContactKind, readonly RegExp[]>> = {
  phone: [PHONE],
  email: [EMAIL],
  address: [ADDRESS, ADDRESS_ZH],
};

function isNumber(text: string): boolean {
  const count = text.replace(/\D/gu, "").length;
  return count >= DIGITS.least && count <= DIGITS.most;
}
