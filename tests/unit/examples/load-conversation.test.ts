import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ConversationFileError,
  loadConversation,
  parseConversations,
} from "../../../examples/load-conversation.ts";
import {
  ConversationFormatError,
  type LoadedConversation,
} from "../../../examples/loaded-conversation.ts";
import { SHIPPED_CONVERSATION } from "../../../examples/demo-options.ts";

const FALLBACK = { id: "file", userId: "user" };

function parse(value: unknown): LoadedConversation[] {
  return parseConversations(JSON.stringify(value), FALLBACK);
}

function parseOne(value: unknown): LoadedConversation {
  const [conversation, ...rest] = parse(value);
  expect(rest).toEqual([]);
  return conversation!;
}

function lines(...values: readonly unknown[]): LoadedConversation[] {
  return parseConversations(values.map((value) => JSON.stringify(value)).join("\n"), FALLBACK);
}

function errorOf(run: () => unknown): ConversationFormatError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ConversationFormatError);
    return error as ConversationFormatError;
  }
  throw new Error("it did not throw");
}

describe("parseConversations() of our sessions", () => {
  test("keeps ids, names, dates, zones and questions", () => {
    const conversation = parseOne({
      user: "kirk",
      title: "A title",
      questions: ["Where?"],
      sessions: [
        {
          id: "s1",
          date: "2024-05-21T19:30:00+01:00",
          timeZone: "Europe/Lisbon",
          messages: [
            { id: "m1", role: "user", name: "Kirk", content: " I live in Porto. " },
            { id: "m2", role: "assistant", content: "Good." },
          ],
        },
      ],
    });
    expect(conversation).toEqual({
      id: "file",
      userId: "kirk",
      title: "A title",
      questions: ["Where?"],
      sessions: [
        {
          id: "s1",
          at: "2024-05-21T18:30:00.000Z",
          timeZone: "Europe/Lisbon",
          messages: [
            { id: "m1", role: "user", name: "Kirk", content: "I live in Porto." },
            { id: "m2", role: "assistant", content: "Good." },
          ],
        },
      ],
      skippedCount: 0,
    });
  });

  test("reads a date without an offset in the session's time zone", () => {
    const messages = [{ role: "user", content: "x", at: "2025-01-26 10:00" }];
    const session = { date: "2025-01-26T09:50:00", timeZone: "Asia/Macau", messages };
    expect(parseOne({ sessions: [session] }).sessions[0]).toMatchObject({
      id: "session-1",
      at: "2025-01-26T01:50:00.000Z",
      messages: [{ at: "2025-01-26T02:00:00.000Z" }],
    });
  });

  test("begins a session without a date at its first message, else leaves it open", () => {
    const dated = { messages: [{ role: "user", content: "x", at: "2025-01-26" }] };
    const undated = { messages: [{ role: "user", content: "x" }] };
    const { sessions } = parseOne({ sessions: [dated, undated] });
    expect(sessions.map(({ at }) => at)).toEqual(["2025-01-26T00:00:00.000Z", undefined]);
  });

  test("leaves out sessions without words, and never splits one", () => {
    const long = { messages: Array.from({ length: 50 }, () => ({ role: "user", content: "x" })) };
    const { sessions } = parseOne({ sessions: [{ messages: [] }, long] });
    expect(sessions).toHaveLength(1);
    expect(sessions[0]).toMatchObject({ id: "session-2" });
    expect(sessions[0]?.messages).toHaveLength(50);
  });

  test("takes several conversations in an array", () => {
    const sessions = [{ messages: [{ role: "user", content: "x" }] }];
    const conversations = parse([
      { user: "a", sessions },
      { user: "b", sessions },
    ]);
    expect(conversations.map(({ id, userId }) => [id, userId])).toEqual([
      ["file-1", "a"],
      ["file-2", "b"],
    ]);
  });

  test.each([
    ["a session that is none", { sessions: ["x"] }, "sessions[0] must be a session"],
    [
      "messages that are no array",
      { sessions: [{ messages: 1 }] },
      "'sessions[0].messages' must be",
    ],
    [
      "a date that is none",
      { sessions: [{ date: "soon", messages: [] }] },
      'sessions[0].date must be a time, as 2024-05-21T19:30:00Z: found the text "soon"',
    ],
    [
      "a day that does not exist",
      { sessions: [{ date: "2023-02-29", messages: [] }] },
      "sessions[0].date must be a time",
    ],
    [
      "an unknown time zone",
      { sessions: [{ timeZone: "Mars/Olympus", messages: [] }] },
      "sessions[0].timeZone must be an IANA name",
    ],
    [
      "two sessions of one id",
      { sessions: [1, 2].map(() => ({ id: "a", messages: [{ role: "user", content: "x" }] })) },
      'two have the id "a"',
    ],
    [
      "questions that are none",
      { sessions: [], questions: [1] },
      "questions[0] must be a question",
    ],
  ])("names the place of %s", (_, value, message) => {
    expect(errorOf(() => parse(value)).message).toContain(message);
  });
});

describe("parseConversations() of chat messages", () => {
  test("takes an array", () => {
    expect(parseOne([{ role: "user", content: "Hi" }])).toEqual({
      id: "file",
      userId: "user",
      sessions: [{ id: "part-1", at: undefined, messages: [{ role: "user", content: "Hi" }] }],
      skippedCount: 0,
    });
  });

  test("takes { messages } with a user, an id and a title", () => {
    const messages = [
      { role: "human", content: "Hi" },
      { role: "AI", content: "Hello" },
    ];
    const conversation = parseOne({ messages, user_id: 7, id: "c", title: "T" });
    expect(conversation).toMatchObject({ id: "c", userId: "7", title: "T" });
    expect(conversation.sessions[0]?.messages.map(({ role }) => role)).toEqual([
      "user",
      "assistant",
    ]);
  });

  test("joins the text parts of a message and drops its images", () => {
    const content = [
      { type: "text", text: "Look" },
      { type: "image_url", image_url: { url: "data:" } },
      { type: "input_text", text: "at my cat" },
    ];
    expect(parseOne([{ role: "user", content }]).sessions[0]?.messages[0]?.content).toBe(
      "Look\nat my cat",
    );
  });

  test("counts what holds no words of the two", () => {
    const conversation = parseOne([
      { role: "system", content: "Be kind" },
      { role: "user", content: "Hi" },
      { role: "assistant", content: null, tool_calls: [{}] },
      { role: "assistant", tool_calls: [{}] },
      { role: "tool", content: "42" },
      { role: "user", content: "   " },
    ]);
    expect(conversation.skippedCount).toBe(5);
    expect(conversation.sessions[0]?.messages).toHaveLength(1);
  });

  test.each([
    ["at", "2024-05-21T19:30:00+01:00", "2024-05-21T18:30:00.000Z"],
    ["timestamp", 1_716_316_200, "2024-05-21T18:30:00.000Z"],
    ["timestamp", 1_716_316_200_000, "2024-05-21T18:30:00.000Z"],
    ["created_at", "1716316200", "2024-05-21T18:30:00.000Z"],
    ["created_at", "2024-05-21", "2024-05-21T00:00:00.000Z"],
    ["at", "2024-05-21 18:30:00", "2024-05-21T18:30:00.000Z"],
  ])("reads %s: %j", (field, value, expected) => {
    const [session] = parseOne([{ role: "user", content: "Hi", [field]: value }]).sessions;
    expect(session?.messages[0]?.at).toBe(expected);
    expect(session?.at).toBe(expected);
  });

  test("splits a long list after 20 messages", () => {
    const messages = Array.from({ length: 45 }, (_, index) => ({
      role: "user",
      content: `${index}`,
    }));
    const { sessions } = parseOne(messages);
    expect(sessions.map((session) => [session.id, session.messages.length])).toEqual([
      ["part-1", 20],
      ["part-2", 20],
      ["part-3", 5],
    ]);
    expect(sessions.flatMap((session) => session.messages.map(({ content }) => content))).toEqual(
      messages.map(({ content }) => content),
    );
  });

  test("splits where more than four hours passed in silence", () => {
    const times = ["08:00", "12:00", "16:00:01", "16:05"];
    const messages = times.map((time) => ({
      role: "user",
      content: time,
      at: `2024-05-21T${time}Z`,
    }));
    const { sessions } = parseOne([...messages, { role: "user", content: "no time" }]);
    expect(sessions.map((session) => session.messages.map(({ content }) => content))).toEqual([
      ["08:00", "12:00"],
      ["16:00:01", "16:05", "no time"],
    ]);
    expect(sessions[1]?.at).toBe("2024-05-21T16:00:01.000Z");
  });

  test.each([
    ["an unknown role", [{ role: "wizard", content: "x" }], "[0].role must be one of user, human"],
    [
      "content that is none",
      [
        { role: "user", content: "x" },
        { role: "user", content: 5 },
      ],
      "[1].content must be text or an array of parts: found 5",
    ],
    ["a message that is none", { messages: ["x"] }, "messages[0] must be a message"],
    ["messages that are no array", { messages: "x" }, "'messages' must be an array"],
    ["a time that is none", [{ role: "user", content: "x", at: "today" }], "[0].at must be a time"],
    ["nothing but tools", [{ role: "tool", content: "x" }], "no message holds words"],
  ])("refuses %s", (_, value, message) => {
    expect(errorOf(() => parse(value)).message).toContain(message);
  });
});

describe("parseConversations() of JSON Lines", () => {
  test("groups by user, then by session, in order of appearance", () => {
    const conversations = lines(
      { role: "user", content: "a1", user_id: "ana", session_id: "s1" },
      { role: "user", content: "b1", user_id: "bo", conversation_id: "c1" },
      { role: "assistant", content: "a2", user_id: "ana", session_id: "s1" },
      { role: "user", content: "a3", user_id: "ana", session_id: "s2" },
    );
    expect(
      conversations.map(({ id, userId, sessions }) => ({
        id,
        userId,
        sessions: sessions.map((session) => [
          session.id,
          session.messages.map(({ content }) => content).join(" "),
        ]),
      })),
    ).toEqual([
      {
        id: "ana",
        userId: "ana",
        sessions: [
          ["s1", "a1 a2"],
          ["s2", "a3"],
        ],
      },
      { id: "bo", userId: "bo", sessions: [["c1", "b1"]] },
    ]);
  });

  test("splits a long session into named parts", () => {
    const [conversation] = lines(
      ...Array.from({ length: 25 }, () => ({ role: "user", content: "x", thread_id: "t" })),
    );
    expect(conversation?.sessions.map(({ id }) => id)).toEqual(["t/part-1", "t/part-2"]);
  });

  test("takes blank lines, Windows line ends, a byte order mark and a single line", () => {
    const text = '\uFEFF\r\n{"role":"user","content":"a"}\r\n\r\n{"role":"user","content":"b"}\r\n';
    expect(parseConversations(text, FALLBACK)[0]?.sessions[0]?.messages).toHaveLength(2);
    expect(lines({ role: "user", content: "alone" })[0]).toMatchObject({
      id: "file",
      userId: "user",
    });
  });

  test("names the line that cannot be read", () => {
    const text = '{"role":"user","content":"a"}\n\n{"role":"user","content":"b"\n';
    const error = errorOf(() => parseConversations(text, FALLBACK));
    expect(error.line).toBe(3);
    expect(error.message).toContain("line 3: not JSON");
    expect(error.message).toContain("Accepted are:");
  });

  test("names the first line, too, and lines that are JSON but no message", () => {
    const broken = '{"role":"user",\n{"role":"user","content":"b"}';
    expect(errorOf(() => parseConversations(broken, FALLBACK)).line).toBe(1);
    const error = errorOf(() => lines({ role: "user", content: "a" }, { text: "b" }));
    expect(error.message).toContain(
      'line 2: a line must be a message with a role and content: found an object with the keys "text"',
    );
    expect(
      errorOf(() => lines({ role: "user", content: "a" }, { role: "x", content: "b" })).message,
    ).toContain("line 2.role must be one of");
  });
});

describe("parseConversations() of LoCoMo", () => {
  const turn = (speaker: string, id: string, text: string, caption?: string) => ({
    speaker,
    dia_id: id,
    text,
    ...(caption === undefined ? {} : { img_url: ["x"], blip_caption: caption }),
  });
  const sample = (id: string) => ({
    sample_id: id,
    qa: [],
    conversation: {
      speaker_a: "Mara",
      speaker_b: "Teo",
      session_10_date_time: "12:05 am on 3 June, 2023",
      session_10: [turn("Teo", "D10:1", "Late!")],
      session_2_date_time: "1:56 pm on 8 May, 2023",
      session_2: [
        turn("Mara", "D2:1", "Look!", "a photo of a boat"),
        turn("Teo", "D2:2", "", "a red kite"),
      ],
      session_3_date_time: "2:00 pm on 9 May, 2023",
    },
  });

  test("makes names of speakers, ids of dia_ids and brackets of captions", () => {
    const conversation = parseOne(sample("conv-1"));
    expect(conversation).toEqual({
      id: "conv-1",
      userId: "conv-1",
      sessions: [
        {
          id: "session_2",
          at: "2023-05-08T13:56:00.000Z",
          messages: [
            { id: "D2:1", role: "user", name: "Mara", content: "Look! [a photo of a boat]" },
            { id: "D2:2", role: "user", name: "Teo", content: "[a red kite]" },
          ],
        },
        {
          id: "session_10",
          at: "2023-06-03T00:05:00.000Z",
          messages: [{ id: "D10:1", role: "user", name: "Teo", content: "Late!" }],
        },
      ],
      skippedCount: 0,
    });
  });

  test("takes an array of samples as one user each", () => {
    expect(parse([sample("conv-1"), sample("conv-2")]).map(({ userId }) => userId)).toEqual([
      "conv-1",
      "conv-2",
    ]);
  });

  test.each([
    ["two samples of one id", [sample("a"), sample("a")], "the same id"],
    ["no sessions", { conversation: { speaker_a: "Mara" } }, "must have a session_1"],
    [
      "a turn without a speaker",
      { conversation: { session_1: [{ text: "x" }] } },
      "session_1[0] must be a turn",
    ],
    [
      "a date that is none",
      [{ conversation: { session_1: [turn("M", "1", "x")], session_1_date_time: "noon" } }],
      "[0].conversation.session_1_date_time must be a time",
    ],
  ])("refuses %s", (_, value, message) => {
    expect(errorOf(() => parse(value)).message).toContain(message);
  });
});

describe("parseConversations() of anything else", () => {
  test.each([
    ["an empty file", " \n", "the file is empty"],
    ["prose", "Dear diary,\nI live in Porto.", "neither JSON"],
    ["a cut-off file", '{\n  "messages": [\n    {"role": "user"', "not JSON"],
    ["a number", "42", "found 42"],
    ["an empty array", "[]", "found an empty array"],
    ["an array of texts", '["a"]', '[0] is the text "a"'],
    ["an unknown object", '{"chats": 1, "v": 2}', 'found an object with the keys "chats", "v"'],
    ["an array of unknown objects", '[{"from": "x"}]', '[0] is an object with the keys "from"'],
  ])("says what it found in %s and what it takes", (_, text, message) => {
    const error = errorOf(() => parseConversations(text, FALLBACK));
    expect(error.message).toContain(message);
    expect(error.message).toContain("LoCoMo");
    expect(error.message.length).toBeLessThan(1500);
  });
});

describe("loadConversation()", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "mnemograph-examples-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  test("names a conversation after its file", async () => {
    const path = join(folder, "my-chat.json");
    await writeFile(path, '[{"role":"user","content":"Hi"}]');
    expect((await loadConversation(path))[0]?.id).toBe("my-chat");
  });

  test("says which file is in no format, and where in it", async () => {
    const path = join(folder, "broken.jsonl");
    await writeFile(path, '{"role":"user","content":"Hi"}\n{"role":\n');
    const error: unknown = await loadConversation(path).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConversationFormatError);
    expect(error).toMatchObject({ line: 2 });
    expect(String(error)).toContain(`Cannot read the conversation in '${path}': line 2: not JSON`);
  });

  test("tells plain text from JSON that is broken", async () => {
    const path = join(folder, "chat.txt");
    await writeFile(path, "Kirk: I live in Lisbon.\n");
    await expect(loadConversation(path)).rejects.toThrow("it is neither JSON nor JSON Lines");
    await writeFile(path, '[{"role":"user",');
    await expect(loadConversation(path)).rejects.toThrow("not JSON: ");
  });

  test("says why a file cannot be read", async () => {
    const binary = join(folder, "photo.json");
    await writeFile(binary, Uint8Array.of(0xff, 0xd8, 0xff, 0xe0));
    await expect(loadConversation(binary)).rejects.toThrow("it is not UTF-8 text");
    await expect(loadConversation(folder)).rejects.toThrow("it is a folder");
    await expect(loadConversation(join(folder, "none.json"))).rejects.toThrow(
      "there is no such file",
    );
    await expect(loadConversation(join(folder, "none.json"))).rejects.toThrow(
      ConversationFileError,
    );
  });
});

describe("examples/conversation.json", () => {
  test("is a conversation of several sessions, over a year, in two languages", async () => {
    const [conversation, ...rest] = await loadConversation(SHIPPED_CONVERSATION);
    expect(rest).toEqual([]);
    const messages = conversation!.sessions.flatMap((session) => session.messages);
    expect(conversation).toMatchObject({ userId: "kirk", skippedCount: 0 });
    expect(conversation!.questions).toHaveLength(3);
    expect(conversation!.sessions.length).toBeGreaterThanOrEqual(8);
    expect(messages.length).toBeGreaterThanOrEqual(70);
    expect(
      messages.filter(({ content }) => /\p{Script=Han}{4}/u.test(content)).length,
    ).toBeGreaterThanOrEqual(15);
    const times = conversation!.sessions.map(({ at }) => at!);
    expect(times).toEqual(times.toSorted());
    expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
  });

  test("holds the answer of the first question in no single message", async () => {
    const [conversation] = await loadConversation(SHIPPED_CONVERSATION);
    const naming = conversation!.sessions
      .flatMap((session) => session.messages)
      .filter(({ content }) => content.includes("Coimbra"));
    expect(naming).toHaveLength(1);
    expect(naming[0]?.content).toContain("Feedzai is based in Coimbra.");
    expect(naming[0]?.content).not.toMatch(/sister|Ana|Nita|city|company|office/);
  });
});
