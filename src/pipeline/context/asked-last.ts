/** What the last turn of a conversation asks, as a query that stands by itself. */
import { withoutRecalled } from "../../text/recalled.ts";
import { checkMessages } from "../add/chat-messages.ts";
import { MAX_QUERY_CHARACTERS } from "../search/query.ts";
import { isQuestion } from "../search/asked-of-memory.ts";
import { CONTEXT_ACTION } from "./context-options.ts";

/** Characters of the turn before that a question which leans on it is read with. */
const MAX_LEAD = 600;

/** What only what was said before can fill: "she", "there", 他, and questions without a verb of their own. */
const LEANS =
  /\b(?:he|she|they|him|her|hers|his|them|their|theirs|it|its|this|that|those|these|there|then)\b|^\s*(?:and|but|so|or|also|why|really)\b|\b(?:what|how) about\b|[他她它]|那里|那儿|那个|这个|那时|^(?:那|还有|然后)|呢\s*[？?]?\s*$/iu;

/**
 * The query of a text or of messages: what the user said last, after what they said before where it leans on that ("And
 * where does she work?"). Recalled text in it is left out. Null if there is nothing of the user's.
 *
 * @throws {InvalidArgumentError} @throws {LimitExceededError}
 */
export function askedLast(given: unknown): string | null {
  const { messages } = checkMessages(given, CONTEXT_ACTION);
  const said = messages
    .filter(({ role }) => role === "user")
    .map(({ content }) => withoutRecalled(content).trim())
    .filter((content) => content !== "");
  const last = said.at(-1);
  if (last === undefined) return null;
  const before = said.at(-2);
  const isLeaning = before !== undefined && isQuestion(last) && LEANS.test(last);
  const own = ends(last, MAX_QUERY_CHARACTERS - MAX_LEAD - 1);
  return isLeaning ? `${before.slice(-MAX_LEAD).toWellFormed()}\n${own}` : own;
}

/** Of a long text its beginning and its end: what is asked of a pasted page stands in front of it or behind. */
function ends(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const half = Math.floor(maxLength / 2);
  return `${text.slice(0, half - 1)}\n${text.slice(-half)}`.toWellFormed();
}
