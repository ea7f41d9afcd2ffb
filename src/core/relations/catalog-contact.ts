import type { RelationDefinition } from "./relation-definition.ts";

/**
 * Canonical relations about how to reach someone. A number or address for work, or of another kind that is named, is none of
 * these: it is had beside the other, and neither ends the other.
 */
export const contactRelations: readonly RelationDefinition[] = [
  {
    type: "HAS_PHONE_NUMBER",
    cardinality: "one",
    source: "person",
    destination: "thing",
    en: [],
    zh: [],
    nounsEn: [
      "phone number",
      "telephone number",
      "mobile number",
      "mobile phone number",
      "cell number",
      "cell phone number",
      "cellphone number",
      "contact number",
    ],
    nounsZh: ["电话号码", "手机号码", "手机号", "电话", "联系电话", "电话号"],
    sentenceEn: "{source}'s phone number is {destination}",
    sentenceZh: "{source}的电话号码是{destination}",
  },
  {
    type: "HAS_EMAIL_ADDRESS",
    cardinality: "one",
    source: "person",
    destination: "thing",
    en: [],
    zh: [],
    nounsEn: [
      "email address",
      "email",
      "e mail address",
      "e mail",
      "contact email",
      "contact e mail",
    ],
    nounsZh: [
      "邮箱地址",
      "邮箱",
      "电子邮箱",
      "电子邮件地址",
      "电子邮件",
      "邮件地址",
      "电邮",
      "电邮地址",
    ],
    sentenceEn: "{source}'s email address is {destination}",
    sentenceZh: "{source}的邮箱是{destination}",
  },
  {
    type: "HAS_ADDRESS",
    cardinality: "one",
    source: "thing",
    destination: "place",
    en: [],
    zh: [],
    nounsEn: ["address", "home address", "street address", "postal address"],
    nounsZh: ["地址", "住址", "家庭住址", "家庭地址"],
    sentenceEn: "{source}'s address is {destination}",
    sentenceZh: "{source}的地址是{destination}",
  },
];
