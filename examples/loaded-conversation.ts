/** One message, ready for `add`. */
export interface LoadedMessage {
  /** The file's own id of the message; it comes back as `ref`. */
  readonly id?: string;
  readonly role: "user" | "assistant";
  /** Who spoke, if the file says so. */
  readonly name?: string;
  /** Never blank. */
  readonly content: string;
  /** When it was said, ISO 8601. */
  readonly at?: string;
}

/** What one `add` takes: a stretch of a conversation, in the order it was said. */
export interface LoadedSession {
  /** Unique in its conversation, and the same whenever the same file is loaded. */
  readonly id: string;
  /** When it began, ISO 8601; undefined if the file does not say. */
  readonly at: string | undefined;
  /** IANA name of the time zone its relative dates are meant in. */
  readonly timeZone?: string;
  /** At least one. */
  readonly messages: readonly LoadedMessage[];
}

/** One user's conversation. */
export interface LoadedConversation {
  /** Unique in its file. */
  readonly id: string;
  /** Whose memory it becomes: the `userId` of the scope. */
  readonly userId: string;
  readonly title?: string;
  readonly sessions: readonly LoadedSession[];
  /** What the file proposes to ask. */
  readonly questions?: readonly string[];
  /** How many messages were left out: without text (a tool call), or of a system or tool role. */
  readonly skippedCount: number;
}

/** What the formats fall back to when a file does not say it. */
export interface Fallback {
  /** The conversation's id; usually the file's name without its folder and extension. */
  readonly id: string;
  /** The user's id. */
  readonly userId: string;
}

const ACCEPTED_FORMATS = [
  '{ "user", "sessions": [{ "id", "date", "messages": [{ "role", "content" }] }] }, as examples/conversation.json, or an array of these',
  'an array of chat messages: [{ "role", "content", "name"?, "at"? }]',
  '{ "messages": [{ "role", "content" }] }',
  'JSON Lines, one message a line, with "session_id" and "user_id" if there are several',
  'LoCoMo: { "conversation": { "session_1": [...], "session_1_date_time": "1:56 pm on 8 May, 2023" } }, or an array of these',
];

/** The file is in no format we take; the message says what was found, where, and what would do. */
export class ConversationFormatError extends Error {
  override readonly name = "ConversationFormatError";
  /** Line of the file, counted from 1, if one line is to blame. */
  readonly line: number | undefined;
  readonly #problem: string;

  /**
   * @param problem - What was found and what was wanted there, without a period.
   * @param details.line - Line of the file, counted from 1.
   * @param details.path - The file.
   * @param details.cause - The error that led to it.
   */
  constructor(
    problem: string,
    {
      line,
      path,
      cause,
    }: { line?: number | undefined; path?: string | undefined; cause?: unknown } = {},
  ) {
    const file = path === undefined ? "" : ` in '${path}'`;
    const where = line === undefined ? "" : `line ${line}: `;
    const formats = ACCEPTED_FORMATS.map((format) => `  - ${format}`).join("\n");
    super(`Cannot read the conversation${file}: ${where}${problem}\nAccepted are:\n${formats}`, {
      cause,
    });
    this.line = line;
    this.#problem = problem;
  }

  /** The same error, with the name of the file that it is about. */
  inFile(path: string): ConversationFormatError {
    const { line, cause } = this;
    return new ConversationFormatError(this.#problem, { line, path, cause });
  }
}
