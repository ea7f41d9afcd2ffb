import { isNeo4j5 } from "./releases.ts";

/** What a server is to be like. */
export interface ServerOptions {
  readonly version: string;
  /** Everything the server writes stands below it. */
  readonly folder: string;
  readonly boltPort: number;
  /** Where Neo4j Browser answers; undefined for none. */
  readonly httpPort: number | undefined;
  /** Whether it is to answer fast for long, rather than to start fast. */
  readonly isOptimised: boolean;
  /** Of the user `neo4j`; empty to let everyone in. */
  readonly password: string;
}

/** The only address a server of this script listens on. */
export const LOOPBACK = "127.0.0.1";

/** The text of `neo4j.conf`: on loopback alone, small, quick to stop, with no reports of use. */
export function configurationOf(options: ServerOptions): string {
  const { version, boltPort, httpPort, password } = options;
  const lines = [
    `server.default_listen_address=${LOOPBACK}`,
    `server.bolt.listen_address=${LOOPBACK}:${boltPort}`,
    `server.bolt.advertised_address=${LOOPBACK}:${boltPort}`,
    `server.http.enabled=${httpPort !== undefined}`,
    `server.http.listen_address=${LOOPBACK}:${httpPort ?? 0}`,
    `dbms.security.auth_enabled=${password !== ""}`,
    "dbms.usage_report.enabled=false",
    "client.allow_telemetry=false",
    "server.memory.pagecache.size=64m",
    // Saves half a gigabyte of disk.
    "db.tx_log.preallocate=false",
    // The defaults wait for ever.
    "db.lock.acquisition.timeout=10s",
    "db.transaction.timeout=30s",
    // Stops in 2 s instead of 11.
    "internal.server.bolt.thread_pool_shutdown_wait_time=100ms",
  ];
  const later = ["server.fleet_discovery.enabled=false", "dbms.fleet_manager.enabled=false"];
  return `${[...lines, ...(isNeo4j5(version) ? [] : later)].join("\n")}\n`;
}

/** What Java is told before the class path. */
export function javaFlags(
  { version, isOptimised }: Pick<ServerOptions, "version" | "isOptimised">,
  javaMajor: number,
): string[] {
  const opened = ["java.nio", "java.io", "sun.nio.ch", "java.util.concurrent"];
  return [
    "-Xms256m",
    "-Xmx1g",
    "-XX:+UseSerialGC",
    // A server for tests lives for minutes: what starts fast wins.
    ...(isOptimised ? [] : ["-XX:TieredStopAtLevel=1"]),
    ...opened.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
    "--enable-native-access=ALL-UNNAMED",
    ...(isNeo4j5(version) ? [] : ["--add-modules=jdk.incubator.vector"]),
    // Java 23 brought this flag with the warning that it silences.
    ...(javaMajor >= 23 ? ["--sun-misc-unsafe-memory-access=allow"] : []),
  ];
}

/** The class that starts a Community server. */
export function mainClassOf(version: string): string {
  return `org.neo4j.server.${isNeo4j5(version) ? "CommunityEntryPoint" : "Neo4jCommunity"}`;
}
