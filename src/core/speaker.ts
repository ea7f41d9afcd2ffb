/** The entities of the two sides of a conversation, which "I", "me" and 我 stand for. */

/** Key of the user's own entity. The sign keeps it apart from every name: `entityKey` never gives it. */
export const USER_KEY = "@user";
/** Key of the agent's own entity. */
export const AGENT_KEY = "@agent";
