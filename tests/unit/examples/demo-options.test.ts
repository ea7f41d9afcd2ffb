import { readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import {
  nameMemoryFile,
  parseDemoOptions,
  SHIPPED_CONVERSATION,
  UsageError,
} from "../../../examples/demo-options.ts";
import { repositoryRoot } from "../../support/source-files.ts";

describe("parseDemoOptions()", () => {
  test("takes the shipped conversation and a file beside package.json by default", () => {
    expect(parseDemoOptions([])).toEqual({
      conversationPath: SHIPPED_CONVERSATION,
      memoryPath: resolve("mnemograph-demo.mnemograph"),
      questions: [],
      userId: undefined,
      isFresh: false,
      servers: null,
      isWithoutModel: false,
      way: "recorded",
      isHelp: false,
    });
  });

  test("reads every option, and --ask several times", () => {
    const args = [
      "chat.json",
      "--ask",
      "Who?",
      "--ask= Where? ",
      "--user",
      "ana",
      "--file",
      "x.mnemograph",
    ];
    expect(parseDemoOptions(args)).toMatchObject({
      conversationPath: resolve("chat.json"),
      memoryPath: resolve("x.mnemograph"),
      questions: ["Who?", "Where?"],
      userId: "ana",
    });
    expect(parseDemoOptions(["--fresh"]).isFresh).toBe(true);
    expect(parseDemoOptions(["-h"]).isHelp).toBe(true);
  });

  test("--servers takes those of docker-compose.yml, or of the environment; what is empty is not given", () => {
    const given = {
      QDRANT_URL: "https://q.example",
      QDRANT_API_KEY: "key",
      NEO4J_URI: "neo4j+s://n.example",
      NEO4J_USERNAME: "kirk",
      NEO4J_PASSWORD: "secret",
    };
    expect(parseDemoOptions(["--servers"], given).servers).toEqual({
      vector: { url: "https://q.example", apiKey: "key" },
      graph: { url: "neo4j+s://n.example", username: "kirk", password: "secret" },
    });
    expect(parseDemoOptions([], given).servers).toBeNull();
    const example = Object.fromEntries(
      Array.from(
        readFileSync(join(repositoryRoot, ".env.example"), "utf8").matchAll(/^(\w+)=(.*)$/gm),
        ([, name = "", value = ""]): [string, string] => [name, value],
      ),
    );
    const expected = {
      vector: { url: "http://localhost:6333" },
      graph: { url: "bolt://localhost:7687" },
    };
    expect(parseDemoOptions(["--servers"], example).servers).toEqual(expected);
    expect(parseDemoOptions(["--servers"], {}).servers).toEqual(expected);
    const { graph } = parseDemoOptions(["--servers"], { NEO4J_PASSWORD: "secret" }).servers ?? {};
    expect(graph).toMatchObject({ username: "neo4j", password: "secret" });
  });

  test.each([
    ["an unknown option", ["--frehs"], "--frehs"],
    ["an option without its value", ["--ask"], "--ask"],
    ["an empty question", ["--ask", " "], "--ask must not be empty"],
    ["an empty user", ["--user="], "--user must not be empty"],
    ["two conversations", ["a.json", "b.json"], "'b.json' is one too many"],
    ["--servers with a file", ["--servers", "--file", "my.db"], "--file does not go with"],
    ["--fresh on a file that may not be the demo's", ["--fresh", "--file", "my.db"], "'my.db'"],
  ])("refuses %s", (_, args, message) => {
    expect(() => parseDemoOptions(args)).toThrow(UsageError);
    expect(() => parseDemoOptions(args)).toThrow(message);
    expect(() => parseDemoOptions(args)).not.toThrow(/positional/);
  });
});

describe("nameMemoryFile()", () => {
  test("gives another conversation a file of its own beside the default", () => {
    const path = parseDemoOptions(["some/folder/my chat (1).json"]).memoryPath;
    expect(basename(path)).toMatch(/^mnemograph-demo-my-chat-1--[0-9a-f]{8}\.mnemograph$/);
    expect(dirname(path)).toBe(dirname(parseDemoOptions([]).memoryPath));
  });

  test("keeps names in other scripts, and short", () => {
    expect(nameMemoryFile("/tmp/对话.jsonl", "patterns")).toMatch(
      /^mnemograph-demo-对话-[0-9a-f]{8}\.mnemograph$/,
    );
    expect(nameMemoryFile(`/tmp/${"x".repeat(500)}.json`, "model").length).toBeLessThan(120);
  });

  test("gives each of two files of one name its own, and the same file the same one", () => {
    const paths = ["a/chat.json", "b/chat.json", "a/chat.jsonl", "a/chat.txt"];
    const names = paths.map((path) => parseDemoOptions([path]).memoryPath);
    expect(new Set(names).size).toBe(paths.length);
    expect(parseDemoOptions(["./b/../a/chat.json"]).memoryPath).toBe(names[0]);
  });

  test.each([
    [[], {}, "recorded", "mnemograph-demo.mnemograph"],
    [["--no-model"], {}, "patterns", "mnemograph-demo-patterns.mnemograph"],
    [[], { OPENAI_API_KEY: "k" }, "model", "mnemograph-demo-model.mnemograph"],
    [[], { OPENAI_API_KEY: " " }, "recorded", "mnemograph-demo.mnemograph"],
    [["--no-model"], { OPENAI_API_KEY: "k" }, "patterns", "mnemograph-demo-patterns.mnemograph"],
  ])("keeps what was read by whom apart: %j with %j", (args, environment, way, name) => {
    const options = parseDemoOptions(args, environment);
    expect(options.way).toBe(way);
    expect(basename(options.memoryPath)).toBe(name);
    const own = parseDemoOptions(["chat.json", ...args], environment);
    expect(own.way).toBe(way === "model" ? "model" : "patterns");
    expect(own.memoryPath.endsWith("-model.mnemograph")).toBe(way === "model");
  });

  test("takes the shipped conversation named by its path for the default", () => {
    expect(parseDemoOptions([SHIPPED_CONVERSATION])).toEqual(parseDemoOptions([]));
  });
});
