/** What goes wrong with a server, in its place or before its port. */
import { setTimeout } from "node:timers/promises";

import { StoreOperationError, StoreUnavailableError } from "../../src/core/errors.ts";
import type { OpenedStores } from "../../src/pipeline/stores-apart.ts";
import { openTcpGate, type TcpGate } from "../../tests/support/tcp-gate.ts";
import type { House, PlaceOptions, ProvePlace } from "../places.ts";

/** The servers: vectors with the journal, and the graph. */
export const SERVERS = ["vectors", "graph"] as const;
/** One of them. */
export type Server = (typeof SERVERS)[number];

/** Ways to go wrong. */
export const FAULTS = ["stopped", "paused", "slow", "full", "nonsense"] as const;
/** One of them. */
export type Fault = (typeof FAULTS)[number];

/** The longest that one call of a store waits, in milliseconds. */
export const CALL_TIMEOUT_MS = 800;
/** How much later a slow server answers: most calls still get their answer. */
const SLOW_MS = 150;

/** Servers that can go wrong. */
export interface FaultyHouse {
  /** How the memory that suffers is opened. */
  readonly options: PlaceOptions;
  /** How somebody sees them who is not hit. */
  readonly healthy: PlaceOptions;
  /** What is done to the stores of the memory that suffers. */
  readonly change: (opened: OpenedStores) => OpenedStores;
  /** Ways in which a server can go wrong here. */
  readonly faults: readonly Fault[];
  begin(server: Server, fault: Fault): void;
  /** All is well again. */
  end(): void;
  remove(): Promise<void>;
}

/** Builds a house whose servers can go wrong: behind gates if they are real, else ports of a file that is taken for two. */
export async function buildFaulty(place: ProvePlace): Promise<FaultyHouse> {
  const house = await place.build();
  return house.options.vector || house.options.graph ? behindGates(house) : asTwoServers(house);
}

/** What Qdrant says when its disk is full. */
const NO_SPACE = httpReply(
  500,
  JSON.stringify({
    status: { error: "Service internal error: No space left on device (os error 28)" },
    time: 0,
  }),
);

/** Whole answers of a server that has lost its mind. */
const NONSENSE: Readonly<Record<Server, Buffer>> = {
  vectors: httpReply(200, "<html>It works!</html>"),
  graph: Buffer.from([0xde, 0xad, 0xbe, 0xef, 0, 0xff, 0x60, 0x60]),
};

function httpReply(status: number, body: string): Buffer {
  return Buffer.from(
    `HTTP/1.1 ${status} Well\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** A process that can be stopped as it is, if the environment tells its id. */
const PIDS: Readonly<Record<Server, string>> = { vectors: "QDRANT_PID", graph: "NEO4J_PID" };

async function behindGates(house: House): Promise<FaultyHouse> {
  const { vector, graph, path } = house.options;
  const gates: Partial<Record<Server, TcpGate>> = {
    ...(vector && { vectors: await openTcpGate(vector.url) }),
    ...(graph && { graph: await openTcpGate(graph.url) }),
  };
  const paused = new Set<number>();
  const timeoutMs = CALL_TIMEOUT_MS;
  return {
    options: {
      path,
      ...(vector && { vector: { ...vector, url: gates.vectors?.url ?? "", timeoutMs } }),
      ...(graph && { graph: { ...graph, url: gates.graph?.url ?? "", timeoutMs } }),
    },
    healthy: house.options,
    change: (opened) => opened,
    faults: FAULTS,
    begin: (server, fault) => {
      const pid = Number(process.env[PIDS[server]] ?? 0);
      if (fault === "paused" && pid > 0) {
        process.kill(pid, "SIGSTOP");
        paused.add(pid);
        return;
      }
      const gate = gates[server];
      if (gate) turnGate(gate, server, fault);
    },
    end: () => {
      for (const pid of paused) process.kill(pid, "SIGCONT");
      paused.clear();
      for (const gate of Object.values(gates)) gate.thaw();
    },
    remove: async () => {
      for (const gate of Object.values(gates)) await gate.close();
      await house.remove();
    },
  };
}

function turnGate(gate: TcpGate, server: Server, fault: Fault): void {
  switch (fault) {
    case "paused":
      return gate.freeze();
    case "stopped":
      return gate.refuse();
    case "slow":
      return gate.delay(SLOW_MS);
    case "full":
      // Bolt has no answer for it: its server breaks the connection.
      return server === "graph" ? gate.refuse() : gate.answerWith(NO_SPACE);
    default:
      return gate.answerWith(NONSENSE[server]);
  }
}

/** Calls that need room, by their names. */
export const WRITES: RegExp =
  /^(?:insert|project|remove|commit|forget|begin|finish|own|bury|revise|amend|replan)/u;

/** One file, whose ports answer late and apart, as two servers do. */
function asTwoServers(house: House): FaultyHouse {
  let wrong: { readonly server: Server; readonly fault: Fault } | null = null;
  const guarded = <Port extends object>(server: Server, port: Port): Port =>
    new Proxy(port, {
      get: (target, name): unknown => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        if (name === "session") {
          return () => guarded(server, Reflect.apply(value, target, []) as object);
        }
        return async (...parameters: unknown[]): Promise<unknown> => {
          const fault = wrong?.server === server ? wrong.fault : null;
          if (fault !== null) await suffer(fault, server, String(name));
          const answer: unknown = await (Reflect.apply(value, target, parameters) as unknown);
          // It did its work, and its answer makes no sense.
          if (fault === "nonsense") throw new StoreUnavailableError(String(name), server, {});
          return answer;
        };
      },
    });
  return {
    options: house.options,
    healthy: house.options,
    change: (opened) => {
      const { vector, journal, graph } = opened.stores;
      const stores = {
        vector: guarded("vectors", vector),
        journal: guarded("vectors", journal),
        graph: guarded("graph", graph),
        transactor: null,
      };
      return { ...opened, stores };
    },
    faults: FAULTS,
    begin: (server, fault) => {
      wrong = { server, fault };
    },
    end: () => {
      wrong = null;
    },
    remove: async () => house.remove(),
  };
}

async function suffer(fault: Fault, server: Server, call: string): Promise<void> {
  if (fault === "slow") return setTimeout(SLOW_MS);
  if (fault === "paused") await setTimeout(CALL_TIMEOUT_MS);
  if (fault === "stopped" || fault === "paused") {
    throw new StoreUnavailableError(call, server, { reason: fault });
  }
  if (fault === "full" && WRITES.test(call)) {
    throw new StoreOperationError(call, server, { reason: "no space is left" });
  }
}
