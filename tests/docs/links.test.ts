import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { repositoryRoot } from "../support/source-files.ts";
import { anchors, type Link, links, listPages, readPage } from "./markdown.ts";

const isElsewhere = ({ target }: Link): boolean => /^[a-z][a-z+.-]*:/i.test(target);

test("every link within the repository leads somewhere", () => {
  const own = listPages()
    .flatMap((path) => links(path))
    .filter((link) => !isElsewhere(link));
  expect(own.length).toBeGreaterThan(10);
  expect(own.filter((link) => !isGood(link)).map(describeLink)).toEqual([]);
});

test("links() sees links of both forms, and none in code", () => {
  const text = '[a](b.md) and ![c](<d.png> "e")\n\n[f]: g.md#h\n`[i](j.md)`\n```\n[k](l.md)\n```';
  expect(links("x.md", text).map(({ target, line }) => [target, line])).toEqual([
    ["b.md", 1],
    ["d.png", 1],
    ["g.md#h", 3],
  ]);
});

test("anchors() names headings as GitHub does", () => {
  expect([...anchors("# One `two`: three\n## A\n```\n# no\n```\n## A")]).toEqual([
    "one-two-three",
    "a",
    "a-1",
  ]);
});

test("isGood() refuses a missing file, a missing heading and a way out of the repository", () => {
  const link = (target: string): Link => ({ path: "README.md", line: 1, target });
  expect(["LICENSE", "docs/", "docs/errors.md#not_found"].map((one) => isGood(link(one)))).toEqual([
    true,
    true,
    true,
  ]);
  const bad = ["gone.md", "docs/errors.md#gone", "LICENSE#a", "../other", "/etc"];
  expect(bad.map((one) => isGood(link(one)))).toEqual([false, false, false, false, false]);
});

function isGood({ path, target }: Link): boolean {
  const [file = "", anchor] = target.split("#");
  const to = file === "" ? path : join(dirname(path), decodeURIComponent(file));
  const isWithin = !file.startsWith("/") && !to.startsWith("..");
  if (!isWithin || !existsSync(join(repositoryRoot, to))) return false;
  if (anchor === undefined) return true;
  return to.endsWith(".md") && anchors(readPage(to)).has(anchor);
}

function describeLink({ path, line, target }: Link): string {
  return `${path}:${line}: ${target}`;
}
