import { spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  configurationOf,
  javaFlags,
  LOOPBACK,
  mainClassOf,
  type ServerOptions,
} from "./configuration.ts";
import type { Java } from "./find-java.ts";

/** A server that runs, as its folder tells of it. */
export interface RunningServer {
  readonly pid: number;
  readonly version: string;
  readonly uri: string;
  /** Where Neo4j Browser answers. */
  readonly browserUrl: string | undefined;
}

const MAX_START_MS = 120_000;
const MAX_STOP_MS = 20_000;
const POLL_MS = 100;

/** What Java needs to find the server. */
export interface Installed {
  readonly java: Java;
  /** A folder of jars. */
  readonly jars: string;
}

/**
 * Starts a server and waits until it answers.
 *
 * It lives on after this process; `stopServer()` of the same folder ends it.
 *
 * @throws {Error} If it does not answer in time; it is stopped then, and the message ends with what it wrote.
 */
export async function startServer(
  options: ServerOptions,
  installed: Installed,
): Promise<RunningServer> {
  const { folder, version, boltPort, httpPort, password } = options;
  const conf = join(folder, "conf");
  mkdirSync(conf, { recursive: true });
  writeFileSync(join(conf, "neo4j.conf"), configurationOf(options));
  if (password !== "" && !existsSync(join(folder, "data"))) {
    setPassword(options, installed);
  }
  const pid = spawnServer(options, installed);
  const server: RunningServer = {
    pid,
    version,
    uri: `bolt://${LOOPBACK}:${boltPort}`,
    browserUrl: httpPort === undefined ? undefined : `http://${LOOPBACK}:${httpPort}/browser/`,
  };
  writeFileSync(join(folder, "server.json"), JSON.stringify(server));
  try {
    await waitUntilReady(server, folder, boltPort);
    return server;
  } catch (error) {
    await stopServer(folder);
    throw error;
  }
}

/**
 * Removes what an earlier server left in its folder.
 *
 * @throws {Error} If the folder holds something, and that is no server's.
 */
export function clearFolder(folder: string): void {
  if (!existsSync(folder)) {
    return;
  }
  const isServers = existsSync(join(folder, "conf/neo4j.conf"));
  if (!isServers && readdirSync(folder).length > 0) {
    throw new Error(`${folder} holds other things than a server: name an empty folder`);
  }
  rmSync(folder, { recursive: true, force: true });
}

/** The server that runs from this folder, if one does. */
export function findServer(folder: string): RunningServer | undefined {
  const path = join(folder, "server.json");
  if (!existsSync(path)) {
    return undefined;
  }
  // Written by startServer() alone.
  const server = JSON.parse(readFileSync(path, "utf8")) as RunningServer;
  return isOurs(server.pid, folder) ? server : undefined;
}

/**
 * Stops the server of this folder and waits until it is gone.
 *
 * @returns Whether there was one.
 */
export async function stopServer(folder: string): Promise<boolean> {
  const server = findServer(folder);
  if (server) {
    process.kill(server.pid, "SIGTERM");
    const deadline = Date.now() + MAX_STOP_MS;
    while (isOurs(server.pid, folder) && Date.now() < deadline) {
      await sleep(POLL_MS);
    }
    if (isOurs(server.pid, folder)) {
      process.kill(server.pid, "SIGKILL");
    }
  }
  rmSync(join(folder, "server.json"), { force: true });
  return server !== undefined;
}

/** The process may have ended long ago and its id be another's: its command line says whose it is. */
function isOurs(pid: number, folder: string): boolean {
  const path = `/proc/${pid}/cmdline`;
  const line = existsSync("/proc/self")
    ? existsSync(path) && readFileSync(path, "utf8")
    : spawnSync("ps", ["-p", String(pid), "-o", "args="], { encoding: "utf8" }).stdout;
  return typeof line === "string" && line.includes(`--home-dir=${folder}`);
}

function spawnServer(options: ServerOptions, { java, jars }: Installed): number {
  const { folder, version } = options;
  const log = openSync(join(folder, "out.log"), "w");
  const server = spawn(
    java.path,
    [
      ...javaFlags(options, java.major),
      "-cp",
      join(jars, "*"),
      mainClassOf(version),
      `--home-dir=${folder}`,
      `--config-dir=${join(folder, "conf")}`,
      "--console-mode",
    ],
    { detached: true, stdio: ["ignore", log, log] },
  );
  closeSync(log);
  server.unref();
  if (server.pid === undefined) {
    throw new Error(`Cannot run ${java.path}`);
  }
  return server.pid;
}

function setPassword({ folder, password }: ServerOptions, { java, jars }: Installed): void {
  const admin = ["org.neo4j.server.startup.Neo4jAdminCommand", "dbms", "set-initial-password"];
  const { status, stderr } = spawnSync(
    java.path,
    ["-XX:TieredStopAtLevel=1", "-cp", join(jars, "*"), ...admin, password],
    {
      encoding: "utf8",
      env: { ...process.env, NEO4J_HOME: folder, NEO4J_CONF: join(folder, "conf") },
    },
  );
  if (status !== 0) {
    throw new Error(`Neo4j does not take this password: ${stderr.trim()}`);
  }
}

async function waitUntilReady(
  { pid, version }: RunningServer,
  folder: string,
  port: number,
): Promise<void> {
  const deadline = Date.now() + MAX_START_MS;
  const log = join(folder, "out.log");
  while (Date.now() < deadline && isOurs(pid, folder)) {
    // The port opens before the database does.
    if (readFileSync(log, "utf8").includes("Started.") && (await isOpen(port))) {
      return;
    }
    await sleep(POLL_MS);
  }
  const tail = readFileSync(log, "utf8").split("\n").slice(-30).join("\n");
  throw new Error(`Neo4j ${version} did not start:\n${tail}`);
}

async function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: LOOPBACK, port, timeout: 1_000 });
    const end = (isConnected: boolean): void => {
      socket.destroy();
      resolve(isConnected);
    };
    socket.once("connect", () => {
      end(true);
    });
    socket.once("timeout", () => {
      end(false);
    });
    socket.once("error", () => {
      end(false);
    });
  });
}
