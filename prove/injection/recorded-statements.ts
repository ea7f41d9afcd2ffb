/** Every statement that is sent to a database in this process, as its text: what is a parameter is not in it. */
import { DatabaseSync } from "node:sqlite";

import { withMethods } from "../with-methods.ts";

/** Texts of statements, in the order of sending. */
export interface RecordedStatements {
  readonly texts: Set<string>;
  /** Ends the recording. */
  stop(): void;
}

/** Listens to SQLite, and to Neo4j's driver where there is a server. */
export async function recordStatements(hasNeo4j: boolean): Promise<RecordedStatements> {
  const texts = new Set<string>();
  const listened = [
    listen(DatabaseSync.prototype, "prepare", texts),
    listen(DatabaseSync.prototype, "exec", texts),
    ...(hasNeo4j ? await listenToNeo4j(texts) : []),
  ];
  return {
    texts,
    stop: () => {
      for (const end of listened) end();
    },
  };
}

type Ending = () => void;

async function listenToNeo4j(texts: Set<string>): Promise<Ending[]> {
  const { default: neo4j } = await import("neo4j-driver");
  // Opens no connection: it is made for the class of its sessions, which the driver does not export.
  const driver = neo4j.driver("bolt://127.0.0.1:1");
  const session = driver.session();
  const sessions = Object.getPrototypeOf(session) as Record<string, unknown>;
  await session.close();
  await driver.close();
  return [
    listen(sessions, "run", texts),
    listenInside(sessions, "executeRead", texts),
    listenInside(sessions, "executeWrite", texts),
  ];
}

/** Notes the first argument of a method. */
function listen(prototype: object, name: string, texts: Set<string>): Ending {
  return replace(prototype, name, (own) => {
    return function listened(this: unknown, text: unknown, ...rest: unknown[]): unknown {
      texts.add(String(text));
      return Reflect.apply(own, this, [text, ...rest]);
    };
  });
}

/** Notes what a transaction runs. */
function listenInside(prototype: object, name: string, texts: Set<string>): Ending {
  return replace(prototype, name, (own) => {
    return function listened(
      this: unknown,
      work: (transaction: object) => unknown,
      ...rest: unknown[]
    ): unknown {
      const inside = (transaction: object): unknown =>
        work(
          withMethods(transaction, (key, run) => {
            if (key !== "run") return null;
            return (text: unknown, ...parameters: unknown[]): unknown => {
              texts.add(String(text));
              return run(text, ...parameters);
            };
          }),
        );
      return Reflect.apply(own, this, [inside, ...rest]);
    };
  });
}

function replace(
  prototype: object,
  name: string,
  change: (own: (...parameters: unknown[]) => unknown) => unknown,
): Ending {
  // The methods named here exist, and take whatever they are given.
  const own = Reflect.get(prototype, name) as (...parameters: unknown[]) => unknown;
  Reflect.set(prototype, name, change(own));
  return () => Reflect.set(prototype, name, own);
}
