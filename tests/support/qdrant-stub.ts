import { createServer } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it came. */
export interface StubRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What to answer; null never answers. */
export type StubAnswer = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** What stands below `result`, or the whole body if it is a text. */
  readonly result?: unknown;
  readonly error?: string;
} | null;

/** A server that speaks as Qdrant does and answers as it is told. */
export interface QdrantStub {
  readonly url: string;
  readonly requests: StubRequest[];
  readonly close: () => Promise<void>;
}

/** Starts a stub. Its version is asked for on opening and is not among the requests. */
export async function startQdrantStub(
  answer: (request: StubRequest, count: number) => StubAnswer,
  version: string = "1.19.0",
): Promise<QdrantStub> {
  const requests: StubRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { method = "", url = "", headers } = incoming;
      outgoing.setHeader("content-type", "application/json");
      if (url === "/") {
        outgoing.end(JSON.stringify({ title: "qdrant", version }));
        return;
      }
      const text = Buffer.concat(chunks).toString();
      const body = (text === "" ? {} : JSON.parse(text)) as StubRequest["body"];
      const request = { method, path: url, headers, body };
      requests.push(request);
      const given = answer(request, requests.length);
      if (!given) return;
      const { status = 200, result, error } = given;
      for (const [name, value] of Object.entries(given.headers ?? {})) {
        outgoing.setHeader(name, value);
      }
      outgoing.statusCode = status;
      if (typeof result === "string") outgoing.setHeader("content-type", "text/plain");
      const whole = error === undefined ? { result, status: "ok" } : { status: { error } };
      outgoing.end(typeof result === "string" ? result : JSON.stringify(whole));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
