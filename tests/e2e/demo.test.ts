/** Runs the demo as a newcomer does, in a folder of its own. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { repositoryRoot } from "../support/source-files.ts";

const folders: string[] = [];
let folder = "";

interface Ran {
  readonly output: string;
  readonly errors: string;
  readonly status: number | null;
}

function demo(...args: readonly string[]): Ran {
  const script = join(repositoryRoot, "examples", "demo.ts");
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, ...args], {
    cwd: folder,
    encoding: "utf8",
    timeout: 60_000,
  });
  return { output: stdout, errors: stderr, status };
}

function write(path: string, text: string): string {
  const [inner] = path.split("/").slice(0, -1);
  if (inner !== undefined) mkdirSync(join(folder, inner), { recursive: true });
  writeFileSync(join(folder, path), text);
  return path;
}

function memoryFiles(): string[] {
  return readdirSync(folder).filter((name) => name.endsWith(".mnemograph"));
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mnemograph-demo-"));
  folders.push(folder);
});

afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true, force: true });
});

test("a second run finds the file, adds nothing and shows no progress", () => {
  const first = demo();
  expect(first).toMatchObject({ status: 0, errors: "" });
  expect(first.output).toContain("Adding it to mnemograph-demo.mnemograph");
  expect(first.output).toMatch(/100 % {2}\d+ of \d+ messages/);
  const second = demo();
  expect(second).toMatchObject({ status: 0, errors: "" });
  expect(second.output).toContain("Found mnemograph-demo.mnemograph from an earlier run");
  expect(second.output).toContain("so nothing was added");
  expect(second.output).not.toMatch(/\d %.* of \d+ messages/);
  const known = (output: string) =>
    output.slice(output.indexOf("Traits"), output.indexOf("What is left"));
  expect(known(second.output)).toBe(known(first.output));
  expect(memoryFiles()).toEqual(["mnemograph-demo.mnemograph"]);
});

test("--no-model and the recorded model each have a file, and tell truly who read it", () => {
  const recorded = demo().output;
  const patterns = demo("--no-model").output;
  expect(recorded).toContain("A model's answers were replayed");
  expect(patterns).toContain("Adding it to mnemograph-demo-patterns.mnemograph");
  expect(patterns).toContain("No model was used");
  expect(patterns).toContain("npm run demo -- --no-model --fresh");
  expect(memoryFiles()).toHaveLength(2);
  const known = (output: string) =>
    output.slice(output.indexOf("Traits"), output.indexOf("Asking"));
  expect(known(patterns)).not.toBe(known(recorded));
  // Where --file makes two readers share one, neither is given credit for the other's facts.
  const shared = demo("--no-model", "--file", "mnemograph-demo.mnemograph").output;
  expect(known(shared)).toBe(known(recorded));
  expect(shared).toContain("what is shown is what earlier ones read");
  expect(shared).not.toContain("No model was used");
});

test("events stand in the order of their days", () => {
  const { output } = demo();
  const events = output.slice(output.indexOf("Events:"), output.indexOf("What changed"));
  const days = Array.from(events.matchAll(/^ {2}(\d{4}-\d\d-\d\d) /gm), ([, day = ""]) => day);
  expect(days.length).toBeGreaterThan(3);
  expect(days).toEqual(days.toSorted().toReversed());
});

test("two files of one name keep to themselves, and each finds its own again", () => {
  write("a/chat.json", '[{"role":"user","content":"I live in Lisbon."}]');
  write("b/chat.jsonl", '{"role":"user","content":"I live in Porto."}\n');
  expect(demo("a/chat.json").output).toContain("I live in Lisbon.");
  const other = demo("b/chat.jsonl").output;
  expect(other).toContain("Adding it to");
  expect(other).toContain("I live in Porto.");
  expect(other).not.toContain("Lisbon");
  expect(other).toMatch(/Events:.*\n {2}None was read/);
  expect(memoryFiles()).toHaveLength(2);
  expect(demo("a/chat.json").output).toContain("so nothing was added");
  expect(memoryFiles()).toHaveLength(2);
});

test("--ask of several users is answered by the one that knows, who is named", () => {
  const lines = [
    { user_id: "ana", role: "user", content: "I bought a new bicycle." },
    { user_id: "kirk", role: "user", content: "My brother Rui works at Saltline." },
  ];
  write("users.jsonl", lines.map((line) => JSON.stringify(line)).join("\n"));
  const { output, status } = demo("users.jsonl", "--ask", "Where does my brother Rui work?");
  expect(status).toBe(0);
  const asking = output.slice(output.indexOf("Asking"));
  expect(asking).toContain("Of 2 users that were asked, kirk knows most of it.");
  expect(asking.match(/Where does my brother/g)).toHaveLength(1);
  const one = demo("users.jsonl", "--ask", "Where does my brother Rui work?", "--user", "ana");
  expect(one.output).toContain("Asking the memory of ana");
  expect(one.output.slice(one.output.indexOf("Asking"))).not.toContain("Saltline");
});

describe("what cannot be done", () => {
  test.each([
    [["--zork"], 2, /^Unknown option '--zork'\nTry npm run demo -- --help\n$/],
    [["--ask"], 2, /--ask/],
    [["a.json", "b.json"], 2, /one too many/],
    [["none.json"], 1, /none\.json': there is no such file/],
    [["."], 1, /it is a folder/],
    [["empty.json"], 1, /empty\.json': the file is empty/],
    [["broken.json"], 1, /broken\.json': not JSON/],
    [["chat.txt"], 1, /chat\.txt': it is neither JSON nor JSON Lines/],
    [["--file", "."], 1, /it is a folder/],
    [["--file", "chat.txt"], 1, /chat\.txt' as it is not a database of mnemograph/],
  ])("%j ends with %i and says why", (args, status, reason) => {
    write("empty.json", "");
    write("broken.json", '[{"role":"user","content":"x"},');
    write("chat.txt", "Kirk: I live in Lisbon.\n");
    const ran = demo(...args);
    expect(ran.status).toBe(status);
    expect(ran.errors).toMatch(reason);
    expect(ran.errors).not.toMatch(/^ {4}at /m);
    expect(memoryFiles()).toEqual([]);
  });

  test("--help says all that may be asked, and makes nothing", () => {
    const { output, status } = demo("--help");
    expect(status).toBe(0);
    for (const option of ["--ask", "--user", "--file", "--fresh", "--help"]) {
      expect(output).toContain(option);
    }
    expect(memoryFiles()).toEqual([]);
  });
});
