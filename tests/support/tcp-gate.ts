import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/** A way to a server that can be shut, so that nothing is answered any more, or taken away. */
export interface TcpGate {
  /** The server's address, through the gate. */
  readonly url: string;
  /** Takes everything in and lets nothing through, as a process that was stopped does. */
  freeze(): void;
  /** Lets through again what came meanwhile. */
  thaw(): void;
  /** Breaks all connections and refuses new ones. */
  close(): Promise<void>;
}

/** Opens a gate before the server at a URL. */
export async function openTcpGate(target: string): Promise<TcpGate> {
  const { hostname, port: targetPort, protocol } = new URL(target);
  const sockets = new Set<Socket>();
  let isFrozen = false;
  const server = createServer((near) => {
    const far = connect({ host: hostname, port: Number(targetPort) });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
    if (isFrozen) {
      near.pause();
      far.pause();
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${protocol}//127.0.0.1:${port}`,
    freeze: () => {
      isFrozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw: () => {
      isFrozen = false;
      for (const socket of sockets) socket.resume();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
