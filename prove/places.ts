/** Where campaigns keep memories: embedded files, and the servers that the environment names. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { dropCollections, type Environment, namedServers } from "../bench/places.ts";
import { Memory, type OpenOptions } from "../src/index.ts";
import { openModels, openStores } from "../src/open-stores.ts";
import { checkOpenOptions } from "../src/pipeline/open-options.ts";
import type { OpenedStores } from "../src/pipeline/stores-apart.ts";

/** Which stores a memory is opened on: plain data, so that another process can be told. */
export type PlaceOptions = Pick<OpenOptions, "path" | "vector" | "graph">;

/** Room for one memory that no other has. */
export interface House {
  readonly options: PlaceOptions;
  /** The embedded file, or undefined if nothing is in one. */
  readonly path: string | undefined;
  /** Removes all that is in it. */
  remove(): Promise<void>;
}

/** A kind of store that memories can be kept in. */
export interface ProvePlace {
  /** As "the embedded file" or "Qdrant and Neo4j". */
  readonly name: string;
  readonly isServer: boolean;
  build(): Promise<House>;
}

/** What is done to stores between their opening and their use: how a promise is broken on purpose. */
export type StoreChange = (opened: OpenedStores) => OpenedStores;

/** Opens a memory without models of the environment, whose stores may be changed. */
export async function openIn(
  { options }: Pick<House, "options">,
  more: OpenOptions = {},
  change: StoreChange = (opened) => opened,
): Promise<Memory> {
  const settings = checkOpenOptions({
    languageModel: null,
    embeddingModel: null,
    ...more,
    ...options,
  });
  const models = await openModels(settings);
  return Memory.on(change(await openStores(settings, models)), settings, models);
}

/** The embedded file, a new one each time. */
export const FILE_PLACE: ProvePlace = {
  name: "the embedded file",
  isServer: false,
  build: async () => {
    const folder = await mkdtemp(join(tmpdir(), "mnemograph-prove-"));
    const path = join(folder, "memory.mnemograph");
    return {
      options: { path },
      path,
      remove: async () => rm(folder, { recursive: true, force: true }),
    };
  },
};

let houseCount = 0;

/** The embedded file, then the servers that the environment names. */
export function placesOf(environment: Environment): readonly ProvePlace[] {
  const servers = namedServers(environment);
  if (!servers) return [FILE_PLACE];
  const names = [servers.vector && "Qdrant", servers.graph && "Neo4j"].filter(Boolean);
  const place: ProvePlace = {
    name: names.join(" and "),
    isServer: true,
    build: async () => buildOn(servers),
  };
  return [FILE_PLACE, place];
}

async function buildOn(servers: NonNullable<ReturnType<typeof namedServers>>): Promise<House> {
  houseCount += 1;
  // A collection and a namespace of its own: what others keep on the same servers is not touched.
  const own = `prove-${process.pid}-${Date.now()}-${houseCount}`;
  const { vector, graph } = servers;
  const file = vector && graph ? undefined : await FILE_PLACE.build();
  const options: PlaceOptions = {
    ...file?.options,
    ...(vector && { vector: { ...vector, collectionName: own } }),
    ...(graph && { graph: { ...graph, namespace: own } }),
  };
  return {
    options,
    path: file?.path,
    remove: async () => {
      const memory = await openIn({ options });
      await memory.reset();
      await memory.close();
      await dropCollections(vector ? { vector: { ...vector, collectionName: own } } : {});
      await file?.remove();
    },
  };
}
