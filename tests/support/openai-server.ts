import { test as base, type TestAPI } from "vitest";
import {
  type OpenAIServer,
  type OpenAIServerOptions,
  startOpenAIServer,
} from "../../src/testing/testing.ts";

/** What a server answered, read by nobody but `fetch`. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The text as JSON; undefined if it is none. */
  readonly json: unknown;
}

/** Tests with `start`, which starts a scripted server that is closed when the test ends. */
export const serverTest: TestAPI<{
  start: (options?: OpenAIServerOptions) => Promise<OpenAIServer>;
}> = base.extend<{ start: (options?: OpenAIServerOptions) => Promise<OpenAIServer> }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the parameter's shape
  start: async ({}, use) => {
    const servers: OpenAIServer[] = [];
    await use(async (options) => {
      const server = await startOpenAIServer(options);
      servers.push(server);
      return server;
    });
    await Promise.all(servers.map(async (server) => server.close()));
  },
});

/** Posts a body, or gets without one. */
export async function send(
  server: OpenAIServer,
  path: string,
  { body, ...init }: Omit<RequestInit, "body"> & { readonly body?: unknown } = {},
): Promise<RawAnswer> {
  const response = await fetch(`${server.url}${path}`, {
    ...(body !== undefined && {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
    ...init,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

/** Asks for a chat completion: a short conversation that has the word JSON in it, with these fields besides. */
export async function chat(
  server: OpenAIServer,
  fields: Readonly<Record<string, unknown>> = {},
  init: RequestInit = {},
): Promise<RawAnswer> {
  const messages = [
    { role: "system", content: "Extract facts as JSON." },
    { role: "user", content: "我妹妹在里斯本工作" },
  ];
  const body = { model: "model", messages, ...fields };
  return send(server, "/v1/chat/completions", { ...init, body });
}

/** The first choice's message of a chat completion. */
export function messageOf({ json }: RawAnswer): Readonly<Record<string, unknown>> {
  const { choices } = json as { choices: { message: Record<string, unknown> }[] };
  return choices[0]?.message ?? {};
}

/** Why the first choice of a chat completion ended. */
export function finishOf({ json }: RawAnswer): string | undefined {
  const { choices } = json as { choices: { finish_reason: string }[] };
  return choices[0]?.finish_reason;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
