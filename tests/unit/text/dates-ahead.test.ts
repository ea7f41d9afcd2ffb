import { describe, expect, test } from "vitest";
import { findDates } from "../../../src/text/dates.ts";

/** A Thursday. */
const reference = Date.UTC(2024, 9, 17, 9, 30);

const firstDay = (text: string): string | undefined => {
  const [date] = findDates(text, { reference });
  return date && new Date(date.from).toISOString().slice(0, 10);
};

describe("findDates() of what lies ahead", () => {
  test.each([
    ["Ruben will retire in March.", "2025-03-01"],
    ["They're opening a second bakery in April.", "2025-04-01"],
    ["We're flying to Malta on 12 January, all four of us.", "2025-01-12"],
    ["Ruben is going to be a father in October.", "2024-10-01"],
    ["The thesis is due on February 3.", "2025-02-03"],
    ["She has to renew her passport by June.", "2025-06-01"],
    ["I'll bring it back on Monday.", "2024-10-21"],
    ["What are you doing in December?", "2024-12-01"],
    ["In February they're moving to Lyon.", "2025-02-01"],
    ["I'll see the dentist on the 4th.", "2024-11-04"],
    ["我打算三月去云南", "2025-03-01"],
    ["演出定在一月十二号", "2025-01-12"],
    ["开业推迟到二月了", "2025-02-01"],
    ["明年的事不急，十二月要交报告", "2024-12-01"],
    ["面试安排在周一", "2024-10-21"],
    ["I decided we'll move in May.", "2025-05-01"],
    ["I'm taking the exam on Monday.", "2024-10-21"],
    ["Will the party be on Monday?", "2024-10-21"],
    ["I'm going to the wedding in May.", "2025-05-01"],
    ["I'll pick up the photos on Monday.", "2024-10-21"],
    ["The baby is due to arrive in May.", "2025-05-01"],
    ["我五月要结婚了", "2025-05-01"],
    ["他可能会在五月回来", "2025-05-01"],
    ["五月爸爸会来", "2025-05-01"],
  ])("%s", (text, day) => {
    const found = findDates(text, { reference }).at(-1);
    expect(found && new Date(found.from).toISOString().slice(0, 10)).toBe(day);
  });

  test.each([
    ["Ruben retired in March.", "2024-03-01"],
    ["We were going to Malta in June, but it rained.", "2024-06-01"],
    ["I've been at the bank since December.", "2023-12-01"],
    ["He will explain what happened in November.", "2023-11-01"],
    ["The match was off due to the snow in December.", "2023-12-01"],
    ["I saw her on Monday.", "2024-10-14"],
    ["十二月开会的时候他没来", "2023-12-01"],
    ["二月去了云南", "2024-02-01"],
    ["主要在三月下雨", "2024-03-01"],
    // A clause of its own, or a name.
    ["I'll send you the photos I took on Monday.", "2024-10-14"],
    ["I'm wearing the watch I got in May.", "2024-05-01"],
    ["Will Smith visited us on Monday.", "2024-10-14"],
    // What is looked back at.
    ["I'll never forget the trip in May.", "2024-05-01"],
    ["I'm going to tell you about my holiday in March.", "2024-03-01"],
    ["I want to thank you for the dinner on Monday.", "2024-10-14"],
    ["I'm still thinking about our wedding in April.", "2024-04-01"],
    ["I need to tell you about Monday's match.", "2024-10-14"],
    // What lay ahead then.
    ["They were supposed to arrive in April.", "2024-04-01"],
    ["The rent was due on Monday.", "2024-10-14"],
    ["We missed the deadline on Monday.", "2024-10-14"],
    ["Going to Porto in May was the best decision.", "2024-05-01"],
    // No verb of its own.
    ["I'm proud of winning in April.", "2024-04-01"],
    ["I am everything to her in May.", "2024-05-01"],
    ["Due to rain on Monday we stayed home.", "2024-10-14"],
    // 会 that is the end of a noun, plans that name something or are done, 定在 in 一定在.
    ["五月音乐会很精彩", "2024-05-01"],
    ["五月教会了我很多", "2024-05-01"],
    ["五月我误会他了", "2024-05-01"],
    ["三月五日会见了客人", "2024-03-05"],
    ["五月三日预定的酒店很好", "2024-05-03"],
    ["五月准备了一个月", "2024-05-01"],
    ["她一定在五月来过", "2024-05-01"],
    ["规定在五月修改了", "2024-05-01"],
    ["五月他要我走", "2024-05-01"],
    ["五月我还不会开车", "2024-05-01"],
  ])("is not taken for it: %s", (text, day) => {
    expect(firstDay(text)).toBe(day);
  });

  test("does not leap over a day that only some years have", () => {
    expect(firstDay("We'll celebrate on 29 February.")).toBe("2028-02-29");
  });
});
