import { describe, expect, test } from "vitest";
import { relate } from "./reading.ts";

describe("what a date makes of a Chinese verb, which has no past form", () => {
  test.each<[string, string[]]>([
    ["我去年在百度工作。", ["I WORKS_AT 百度 from 2023-01-01 to 2024-01-01"]],
    ["去年，我在百度工作。", ["I WORKS_AT 百度 from 2023-01-01 to 2024-01-01"]],
    ["我三年前在百度工作。", ["I WORKS_AT 百度 from 2021-01-01 to 2022-01-01"]],
    ["我2019年在百度工作。", ["I WORKS_AT 百度 from 2019-01-01 to 2020-01-01"]],
    ["我五年前住在南京。", ["I LIVES_IN 南京 from 2019-01-01 to 2020-01-01"]],
    ["我去年住在南京，很开心。", ["I LIVES_IN 南京 from 2023-01-01 to 2024-01-01"]],
    ["我当时在百度工作。", ["I WORKS_AT 百度 to now"]],
    ["我那时候住在南京。", ["I LIVES_IN 南京 to now"]],
    ["我去年是护士。", ["I JOB_TITLE 护士 from 2023-01-01 to 2024-01-01"]],
    ["去年我的经理是张伟。", ["I MANAGED_BY 张伟 from 2023-01-01 to 2024-01-01"]],
    [
      "我姐姐安娜去年在谷歌工作。",
      ["I SIBLING_OF 安娜", "安娜 WORKS_AT 谷歌 from 2023-01-01 to 2024-01-01"],
    ],
  ])("a state was so then: %s", (sentence, expected) => {
    expect(relate(sentence)).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ["我去年开始在百度工作。", ["I WORKS_AT 百度 from 2023-01-01"]],
    ["我从2019年起在百度工作。", ["I WORKS_AT 百度 from 2019-01-01"]],
    ["我去年搬到南京。", ["I LIVES_IN 南京 from 2023-01-01"]],
    ["我2019年定居在上海。", ["I LIVES_IN 上海 from 2019-01-01"]],
    ["我2019年入职百度。", ["I WORKS_AT 百度 from 2019-01-01"]],
    ["我2019年加入百度。", ["I WORKS_AT 百度 from 2019-01-01"]],
    ["我是2019年加入百度的。", ["I WORKS_AT 百度 from 2019-01-01"]],
    ["小明去年加入了招商银行。", ["小明 WORKS_AT 招商银行 from 2023-01-01"]],
    ["我2019年跳槽到Feedzai。", ["I WORKS_AT Feedzai from 2019-01-01"]],
    ["我2019年进入百度工作。", ["I WORKS_AT 百度 from 2019-01-01"]],
    ["我自2019年起就职于百度。", ["I WORKS_AT 百度 from 2019-01-01"]],
    ["我2019年成为老师。", ["I JOB_TITLE 老师 from 2019-01-01"]],
    ["我2019年加入百度，现在住在上海。", ["I LIVES_IN 上海", "I WORKS_AT 百度 from 2019-01-01"]],
    ["我是2020年搬到上海的。", ["I LIVES_IN 上海 from 2020-01-01"]],
    ["我去年认识了李娜。", ["I KNOWS 李娜 from 2023-01-01"]],
    ["我去年加入了篮球俱乐部。", ["I MEMBER_OF 篮球俱乐部 from 2023-01-01"]],
    ["我去年养了一只狗叫豆豆。", ["I HAS_PET 豆豆 from 2023-01-01", "豆豆 IS_A 狗"]],
    ["我的邮箱上周换成了a@b.com。", ["I HAS_EMAIL_ADDRESS a@b.com from 2024-05-06"]],
  ])("a change began then and lasts: %s", (sentence, expected) => {
    expect(relate(sentence)).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ["我1990年出生在北京，住在上海。", ["I BORN_IN 北京", "I LIVES_IN 上海"]],
    ["我的生日是1990年5月3日。", ["I BORN_ON 1990年5月3日"]],
    ["我今年在百度工作。", ["I WORKS_AT 百度"]],
    ["我周末在百度工作。", ["I WORKS_AT 百度"]],
    ["我三年前在百度工作，一直到现在。", ["I WORKS_AT 百度"]],
    ["我2019年搬到北京，在百度工作。", ["I LIVES_IN 北京 from 2019-01-01", "I WORKS_AT 百度"]],
    [
      "我去年在百度工作，现在在阿里工作。",
      ["I WORKS_AT 百度 from 2023-01-01 to 2024-01-01", "I WORKS_AT 阿里"],
    ],
  ])("what holds today still does: %s", (sentence, expected) => {
    expect(relate(sentence)).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ["我去年在百度工作，住在北京。", ["I WORKS_AT 百度 from 2023-01-01 to 2024-01-01"]],
    ["去年，我在百度工作，住在北京。", []],
    ["我2019年就在百度工作了。", []],
    ["我去年喜欢喝咖啡。", []],
    ["我去年对花生过敏。", []],
    ["我去年和李娜住在一起。", []],
  ])("what may be over or not is left unread: %s", (sentence, expected) => {
    expect(relate(sentence)).toEqual(expected);
  });
});
