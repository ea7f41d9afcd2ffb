/**
 * Starts and stops a real Neo4j Community server without Docker, for tests and for trying things out: `npm run neo4j`.
 *
 * What another program may read goes to standard output, as `NEO4J_URI=bolt://127.0.0.1:…`; all else to standard error.
 */
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { LOOPBACK } from "./configuration.ts";
import { findJava } from "./find-java.ts";
import { cacheFolder, fetchJars, requireMaven } from "./jars.ts";
import { javaNeedOf, NEO4J_RELEASES, resolveRelease } from "./releases.ts";
import { clearFolder, findServer, type RunningServer, startServer, stopServer } from "./server.ts";

/** As is the custom: the command line is wrong. */
const USAGE_EXIT_CODE = 2;

const HELP = `Starts a real Neo4j Community server on this machine, or stops it. Needs Java and Maven, no Docker.

  npm run neo4j -- start             prints NEO4J_URI=bolt://127.0.0.1:…
  npm run neo4j -- start --browser   prints NEO4J_BROWSER=http://127.0.0.1:… too
  npm run neo4j -- stop
  npm run neo4j -- check             fails, and says what to install, if it cannot be started here

Options of start:
  --release <name>   current (${NEO4J_RELEASES.current}), lts (${NEO4J_RELEASES.lts}) or a version; default current
  --port <number>    for Bolt; default any free one
  --browser          serve Neo4j Browser
  --http-port <number>  for Neo4j Browser; default any free one
  --optimised        let Java optimise it: it starts slower, and answers faster for long, as a server in use does
  --keep             go on with what the last server of this folder held; otherwise it starts empty
Options of both:
  --folder <path>    where the server keeps its files; one server a folder. Default in the user's cache folder

The password of the user neo4j is taken from NEO4J_PASSWORD. Without it the server lets everyone on this machine in.
`;

type Options = ReturnType<typeof parseCommandLine>["values"];

function parseCommandLine() {
  return parseArgs({
    allowPositionals: true,
    options: {
      release: { type: "string", default: "current" },
      port: { type: "string" },
      browser: { type: "boolean", default: false },
      "http-port": { type: "string" },
      optimised: { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
      folder: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
}

async function main(): Promise<void> {
  const { values, positionals } = parseCommandLine();
  const cache = cacheFolder(process.env);
  const folder = resolve(values.folder ?? join(cache, "server"));
  const command = values.help ? undefined : positionals[0];
  if (command === "start") {
    print(await start(values, { cache, folder }));
  } else if (command === "check") {
    const java = findJava(javaNeedOf(resolveRelease(values.release)), process.env);
    requireMaven();
    process.stderr.write(`Java ${java.major} and Maven are here\n`);
  } else if (command === "stop") {
    const isStopped = await stopServer(folder);
    process.stderr.write(isStopped ? "Neo4j is stopped\n" : `No server runs from ${folder}\n`);
  } else {
    process.stdout.write(HELP);
    process.exitCode = values.help ? 0 : USAGE_EXIT_CODE;
  }
}

async function start(
  values: Options,
  { cache, folder }: { readonly cache: string; readonly folder: string },
): Promise<RunningServer> {
  const version = resolveRelease(values.release);
  const running = findServer(folder);
  if (running) {
    if (running.version !== version) {
      throw new Error(`Neo4j ${running.version} runs from ${folder}: stop it first`);
    }
    process.stderr.write(`Neo4j ${version} runs already, from ${folder}\n`);
    return running;
  }
  const java = findJava(javaNeedOf(version), process.env);
  const jars = fetchJars(version, cache);
  if (!values.keep) {
    clearFolder(folder);
  }
  const isBrowserWanted = values.browser || values["http-port"] !== undefined;
  const server = await startServer(
    {
      version,
      folder,
      boltPort: await choosePort(values.port),
      httpPort: isBrowserWanted ? await choosePort(values["http-port"]) : undefined,
      isOptimised: values.optimised,
      password: process.env["NEO4J_PASSWORD"] ?? "",
    },
    { java, jars },
  );
  process.stderr.write(`Neo4j ${version} runs on Java ${java.major}, from ${folder}\n`);
  return server;
}

function print({ uri, browserUrl }: RunningServer): void {
  process.stdout.write(`NEO4J_URI=${uri}\n`);
  if (browserUrl !== undefined) {
    process.stdout.write(`NEO4J_BROWSER=${browserUrl}\n`);
  }
}

/**
 * A port that nobody listens on.
 *
 * @throws {Error} If the one asked for is no port, or taken.
 */
async function choosePort(asked: string | undefined): Promise<number> {
  const port = Number(asked ?? 0);
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", (error) => {
      fail(new Error(`Port ${port} cannot be had: ${error.message}`));
    });
    probe.listen({ host: LOOPBACK, port }, () => {
      const address = probe.address();
      probe.close(() => {
        done(typeof address === "object" && address ? address.port : port);
      });
    });
  });
}

try {
  await main();
} catch (error) {
  // What fails here is the command line, the machine or the server, never this script: a stack trace would hide the reason.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
