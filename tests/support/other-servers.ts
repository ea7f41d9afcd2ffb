/** Servers that are neither Qdrant nor Neo4j: what a wrong port leads to. */
import { once } from "node:events";
import { createServer as createWebServer } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** What a gRPC server sends first: its settings, as HTTP/2. */
const HTTP2_SETTINGS = Buffer.from("000012040000000000000400100000000500004000000600004000", "hex");

/** A server that answers, and where. */
export interface OtherServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** A web server that answers every path with this body; 404 for null. */
export async function startWebServer(body: string | null): Promise<OtherServer> {
  const server = createWebServer((_, answer) => {
    answer.statusCode = body === null ? 404 : 200;
    answer.end(body ?? "not here");
  });
  return listening(server);
}

/** A server that speaks gRPC. */
export async function startGrpcServer(): Promise<OtherServer> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.end(HTTP2_SETTINGS);
  });
  return listening(server);
}

async function listening(server: Server): Promise<OtherServer> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // It listens on a port, so it has one.
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  };
  return { port, close };
}
