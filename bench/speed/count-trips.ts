/** Counts round trips to servers, on the wire: what a call costs on any network, whatever this machine is busy with. */
import { type AddressInfo, createServer, type Server, connect, type Socket } from "node:net";
import type { BenchServers } from "../open-memory.ts";

/** Round trips since the last time, by server. */
export type Trips = Readonly<Partial<Record<"Qdrant" | "Neo4j", number>>>;

/** Servers behind proxies that count. */
export interface CountedServers {
  /** The same servers at the proxies' addresses. */
  readonly servers: BenchServers;
  /** Gives the counts, and begins anew. */
  readonly take: () => Trips;
  readonly close: () => Promise<void>;
}

/** Protocols that a proxy of TCP can stand in for: without a certificate's name, and without other addresses told. */
const COUNTABLE = new Set(["http:", "bolt:"]);

/** Puts a counting proxy before every server; null if one of them is reached in a way that allows none. */
export async function countTrips({ vector, graph }: BenchServers): Promise<CountedServers | null> {
  const urls = [vector?.url, graph?.url].filter((url) => url !== undefined);
  if (!urls.every((url) => COUNTABLE.has(new URL(url).protocol))) return null;
  const qdrant = vector && (await TripProxy.open(vector.url, 6333));
  const neo4j = graph && (await TripProxy.open(graph.url, 7687));
  return {
    servers: {
      ...(vector && qdrant && { vector: { ...vector, url: qdrant.url } }),
      ...(graph && neo4j && { graph: { ...graph, url: neo4j.url } }),
    },
    take: () => ({
      ...(qdrant && { Qdrant: qdrant.take() }),
      ...(neo4j && { Neo4j: neo4j.take() }),
    }),
    close: async () => {
      await qdrant?.close();
      await neo4j?.close();
    },
  };
}

/** Passes everything on, and counts how often a client speaks after it was answered. */
class TripProxy {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #counter: { count: number };

  private constructor(url: string, server: Server, counter: { count: number }) {
    this.url = url;
    this.#server = server;
    this.#counter = counter;
  }

  static async open(url: string, defaultPort: number): Promise<TripProxy> {
    const { hostname, port, protocol } = new URL(url);
    const counter = { count: 0 };
    const server = createServer();
    const listening = Promise.withResolvers<void>();
    server.listen(0, "127.0.0.1", listening.resolve);
    await listening.promise;
    // A server that listens on a port has an address of this kind.
    const address = server.address() as AddressInfo;
    const proxy = new TripProxy(`${protocol}//127.0.0.1:${address.port}`, server, counter);
    const target = { host: hostname, port: Number(port || defaultPort) };
    server.on("connection", (client) => {
      proxy.#join(client, connect(target));
    });
    return proxy;
  }

  take(): number {
    const { count } = this.#counter;
    this.#counter.count = 0;
    return count;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const closed = Promise.withResolvers<void>();
    this.#server.close(() => {
      closed.resolve();
    });
    await closed.promise;
  }

  #join(client: Socket, server: Socket): void {
    let isAnswered = true;
    client.on("data", (data) => {
      if (isAnswered) this.#counter.count += 1;
      isAnswered = false;
      server.write(data);
    });
    server.on("data", (data) => {
      isAnswered = true;
      client.write(data);
    });
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
