/** What the environment says of models. Read when a memory is opened, and nowhere else. */

/** Models and where they are, as the variables of the environment tell it; a field is undefined where none does. */
export interface ModelEnvironment {
  /** `OPENAI_API_KEY`. */
  readonly apiKey: string | undefined;
  /** `OPENAI_BASE_URL`. */
  readonly baseUrl: string | undefined;
  /** `OPENAI_ORG_ID`. */
  readonly organization: string | undefined;
  /** `OPENAI_MODEL`. */
  readonly model: string | undefined;
  /** `OPENAI_EMBEDDING_MODEL`. */
  readonly embeddingModel: string | undefined;
  /** `OPENAI_EMBEDDING_DIMENSIONS`; NaN if it is no number. */
  readonly dimensions: number | undefined;
}

/** Reads them. An empty variable counts as none. */
export function readModelEnvironment(): ModelEnvironment {
  const { env } = process;
  const get = (name: string): string | undefined => {
    const text = env[name]?.trim();
    return text === "" ? undefined : text;
  };
  const dimensions = get("OPENAI_EMBEDDING_DIMENSIONS");
  return {
    apiKey: get("OPENAI_API_KEY"),
    baseUrl: get("OPENAI_BASE_URL"),
    organization: get("OPENAI_ORG_ID"),
    model: get("OPENAI_MODEL"),
    embeddingModel: get("OPENAI_EMBEDDING_MODEL"),
    dimensions: dimensions === undefined ? undefined : Number(dimensions),
  };
}
