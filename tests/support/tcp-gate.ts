import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { Transform } from "node:stream";

/** A way to a server that can be shut, so that nothing is answered any more, or that spoils what goes through. */
export interface TcpGate {
  /** The server's address, through the gate. */
  readonly url: string;
  /** Takes everything in and lets nothing through, as a process that was stopped does. */
  freeze(): void;
  /** Breaks all connections and every new one, as where no server listens. */
  refuse(): void;
  /** Lets everything through so many milliseconds later. */
  delay(milliseconds: number): void;
  /** Answers whatever is sent with these bytes, in the server's place. */
  answerWith(reply: Buffer): void;
  /** Lets through again, what a frozen gate took in too. */
  thaw(): void;
  /** Breaks all connections and refuses new ones for good. */
  close(): Promise<void>;
}

/** What a gate does with what is sent. */
type Mode =
  | { readonly does: "pass" | "freeze" | "refuse" }
  | { readonly does: "delay"; readonly milliseconds: number }
  | { readonly does: "answer"; readonly reply: Buffer };

const PASS: Mode = { does: "pass" };

/** Opens a gate before the server at a URL. */
export async function openTcpGate(target: string): Promise<TcpGate> {
  const { hostname, port: targetPort, protocol } = new URL(target);
  const sockets = new Set<Socket>();
  let mode: Mode = PASS;
  const server = createServer((near) => {
    if (mode.does === "refuse") {
      near.on("error", () => undefined);
      near.destroy();
      return;
    }
    const far = connect({ host: hostname, port: Number(targetPort) });
    join(near, far, { sockets, modeNow: () => mode });
    if (mode.does === "freeze") for (const socket of [near, far]) socket.pause();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const turn = (next: Mode): void => {
    mode = next;
    for (const socket of sockets) {
      if (next.does === "freeze") socket.pause();
      else socket.resume();
    }
  };
  return {
    url: `${protocol}//127.0.0.1:${port}`,
    freeze: () => turn({ does: "freeze" }),
    refuse: () => {
      turn({ does: "refuse" });
      breakAll();
    },
    delay: (milliseconds) => turn({ does: "delay", milliseconds }),
    answerWith: (reply) => turn({ does: "answer", reply }),
    thaw: () => turn(PASS),
    close: async () => {
      breakAll();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

/** Joins the two ends of a connection. */
function join(
  near: Socket,
  far: Socket,
  { sockets, modeNow }: { readonly sockets: Set<Socket>; readonly modeNow: () => Mode },
): void {
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
    socket.pipe(valve(socket === near ? near : null, modeNow)).pipe(other);
  }
}

/** Lets chunks through, later, or not at all. @param asker - Who gets the answer in the server's place; null if it is the server that speaks. */
function valve(asker: Socket | null, modeNow: () => Mode): Transform {
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      const mode = modeNow();
      if (mode.does === "answer") {
        if (asker?.writable === true) asker.write(mode.reply);
        done();
      } else if (mode.does === "delay") {
        setTimeout(() => done(null, chunk), mode.milliseconds);
      } else {
        done(null, chunk);
      }
    },
  });
}
