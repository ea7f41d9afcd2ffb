import { basename } from "node:path";
import type { TestModule, TestSuite } from "vitest/node";
import type { ServerName, Servers } from "./servers.ts";

/** The file that is part of every whole run of the integration tests. */
const ALWAYS_ON = "servers.int.test.ts";

/**
 * What a run had a server for, and did not run on it: a line each.
 *
 * A suite counts as run if one of its tests passed or failed. A run of chosen files is asked only about those.
 */
export function idleSuites(modules: readonly TestModule[]): string[] {
  const integration = modules.filter((module) => serversOf(module) !== undefined);
  const [first] = integration;
  const servers = first && serversOf(first);
  if (!servers) {
    return [];
  }
  const suites = integration.flatMap((module) =>
    Array.from(module.children.suites()).map((suite) => ({ module, suite })),
  );
  const runnable = suites.filter(({ suite }) => isFound(suite.meta().servers ?? [], servers));
  const idle = runnable
    .filter(({ suite }) => !hasRun(suite))
    .map(({ module, suite }) => `${module.relativeModuleId}: "${suite.name}" did not run`);
  const isWholeRun =
    integration.length > 1 && integration.some(({ moduleId }) => basename(moduleId) === ALWAYS_ON);
  const without = (["qdrant", "neo4j"] as const).filter(
    (name) =>
      isWholeRun &&
      isFound([name], servers) &&
      !runnable.some(({ suite }) => suite.meta().servers?.includes(name) === true),
  );
  return [...idle, ...without.map((name) => `no suite runs on the server of ${name}`)];
}

function serversOf(module: TestModule): Servers | undefined {
  // Only the projects whose setup looked for servers have them, which the type does not say.
  const context: { readonly servers?: Servers } = module.project.getProvidedContext();
  return context.servers;
}

function isFound(needed: readonly ServerName[], servers: Servers): boolean {
  return needed.length > 0 && needed.every((name) => servers[name].source !== "none");
}

function hasRun(suite: TestSuite): boolean {
  return Array.from(suite.children.allTests()).some((test) =>
    ["passed", "failed"].includes(test.result().state),
  );
}
