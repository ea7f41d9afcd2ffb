import { describe, expect, test } from "vitest";
import {
  type ContactKind,
  contactAt,
  townOf,
} from "../../../../../src/pipeline/add/patterns/contact-data.ts";
import { relate } from "./reading.ts";

describe("extractByPatterns() reads how to reach someone", () => {
  test.each([
    ["My phone number is 555-0101.", "I HAS_PHONE_NUMBER 555-0101"],
    ["My number is now +44 20 7946 0958.", "I HAS_PHONE_NUMBER +44 20 7946 0958"],
    ["My number has changed to 555-0101.", "I HAS_PHONE_NUMBER 555-0101"],
    ["I got a new number, it's (555) 010-1234.", "I HAS_PHONE_NUMBER (555) 010-1234"],
    ["Ana's cell number is 555-0101.", "Ana HAS_PHONE_NUMBER 555-0101"],
    ["My e-mail is ana.b@old.org.", "I HAS_EMAIL_ADDRESS ana.b@old.org"],
    ["I changed my email address to ana@new.org.", "I HAS_EMAIL_ADDRESS ana@new.org"],
    ["My email: ana@new.org", "I HAS_EMAIL_ADDRESS ana@new.org"],
    ["You can reach me at ana@new.org.", "I HAS_EMAIL_ADDRESS ana@new.org"],
    ["Please call me on +43 660 1234567.", "I HAS_PHONE_NUMBER +43 660 1234567"],
    ["Text me at 555-0101.", "I HAS_PHONE_NUMBER 555-0101"],
    ["I can best be reached by phone at 555-0101.", "I HAS_PHONE_NUMBER 555-0101"],
    ["You can reach Ana under 555-0101.", "Ana HAS_PHONE_NUMBER 555-0101"],
    ["Here's my e-mail: ana@new.org", "I HAS_EMAIL_ADDRESS ana@new.org"],
    ["My contact e-mail is ana@new.org.", "I HAS_EMAIL_ADDRESS ana@new.org"],
    ["可以打13800138000联系我。", "I HAS_PHONE_NUMBER 13800138000"],
    ["有事打我电话13800138000。", "I HAS_PHONE_NUMBER 13800138000"],
    ["你可以通过ana@new.org联系我。", "I HAS_EMAIL_ADDRESS ana@new.org"],
    ["我的联系方式是13800138000。", "I HAS_PHONE_NUMBER 13800138000"],
    ["My address is 5 Oak Avenue.", "I HAS_ADDRESS 5 Oak Avenue"],
    ["We moved to 12 Elm St.", "I HAS_ADDRESS 12 Elm St"],
    ["Ana lives at Rua Augusta 12.", "Ana HAS_ADDRESS Rua Augusta 12"],
    ["我的电话是13800138000。", "I HAS_PHONE_NUMBER 13800138000"],
    ["我的手机号换成了13900139000。", "I HAS_PHONE_NUMBER 13900139000"],
    ["我的邮箱改成了 ana@new.org。", "I HAS_EMAIL_ADDRESS ana@new.org"],
    ["我把邮箱换成了ana@new.org。", "I HAS_EMAIL_ADDRESS ana@new.org"],
    ["我家地址是北京路12号。", "I HAS_ADDRESS 北京路12号"],
    ["我搬到了中山路8号。", "I HAS_ADDRESS 中山路8号"],
  ])("%j", (said, expected) => {
    expect(relate(said)).toEqual([expected]);
  });

  test.each([
    "You can reach me at 555-0101 until Friday.",
    "You can reach me at 555-0101 while I'm in Rome.",
    "If needed, you can reach me at 555-0101.",
    "Only call me at 555-0101 in an emergency.",
    "You can't reach me at 555-0101.",
    "You can reach me at the office.",
    "My old number: call me at 555-0101.",
    "I'm staying at the Hilton, you can reach me at 555-0101.",
    "Call me at 5.",
    "明天可以打13800138000联系我。",
    "周末可以打13800138000联系我。",
    "我在酒店，可以打010-62345678找我。",
    "不要打13800138000联系我。",
    "我的联系方式是微信。",
  ])("but not what is for a time, or in a case: %j", (said) => {
    expect(relate(said)).toEqual([]);
  });

  test("and two ways at once", () => {
    expect(relate("You can reach me at ana@new.org or 555-0101.")).toEqual([
      "I HAS_EMAIL_ADDRESS ana@new.org",
      "I HAS_PHONE_NUMBER 555-0101",
    ]);
  });

  test.each([
    ["My new address is 5 Oak Avenue, Porto.", ["I HAS_ADDRESS 5 Oak Avenue, Porto"]],
    [
      "I live at 221B Baker Street, London.",
      ["I HAS_ADDRESS 221B Baker Street, London", "I LIVES_IN London"],
    ],
    ["我住在北京朝阳区建国路88号。", ["I HAS_ADDRESS 北京朝阳区建国路88号", "I LIVES_IN 北京"]],
  ])("and the town that one lives in: %j", (said, expected) => {
    expect(relate(said)).toEqual(expected);
  });

  test.each([
    "My phone is a Pixel 8.",
    "My number is 7.",
    "My work phone number is 555-0101.",
    "My sister changed to Buddhism.",
    "My email is full.",
    "My address is hard to find.",
    "I used to live at 12 Elm Street.",
    "我的手机是华为的。",
    "我的电话坏了。",
  ])("but nothing of the kind of %j", (said) => {
    expect(relate(said).filter((one) => /HAS_|PARTNER|SIBLING/u.test(one))).toEqual([]);
  });

  test("a move to a town says nothing of an address, and a street nothing of a town", () => {
    expect(relate("I moved to Porto.")).toEqual(["I LIVES_IN Porto"]);
    expect(relate("I moved to 12 Elm Street.")).toEqual(["I HAS_ADDRESS 12 Elm Street"]);
  });
});

describe("contactAt()", () => {
  test.each<[ContactKind, string, string | undefined]>([
    ["phone", "555-012", "555-012"],
    ["phone", "55-012", undefined],
    ["phone", "123456789012345", "123456789012345"],
    ["phone", "1234567890123456", undefined],
    ["phone", "5550101abc", undefined],
    ["email", "ana+x@mail.example.org, please", "ana+x@mail.example.org"],
    ["email", "ana@home", undefined],
    ["address", "Hauptstraße 5 in Bonn", "Hauptstraße 5"],
    ["address", "12 people in Elm Street", undefined],
    ["address", "12 Elm Streets", undefined],
    ["address", "12 Elm Street, Flat 2, Porto and", "12 Elm Street, Flat 2, Porto"],
  ])("a %s in %j is %j", (kind, text, expected) => {
    expect(contactAt(text, 0, kind)).toBe(expected);
  });

  test("townOf() is what stands behind street and flat", () => {
    expect(townOf("12 Elm Street, Flat 2, Porto, Portugal")).toBe("Porto");
    expect(townOf("12 Elm Street, New York")).toBe("New York");
    expect(townOf("12 Elm Street, Flat 2")).toBeUndefined();
    expect(townOf("12 Elm Street")).toBeUndefined();
  });
});
