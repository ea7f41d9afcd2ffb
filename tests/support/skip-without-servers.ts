import { beforeAll, beforeEach, expect } from "vitest";

/** The servers an integration test may need, by what its file's path names. */
const servers = [
  { name: "neo4j", variable: "NEO4J_URI" },
  { name: "qdrant", variable: "QDRANT_URL" },
];

/** Says why the tests of this file cannot run here, or nothing when they can. */
function missingServers(): string | undefined {
  const path = expect.getState().testPath ?? "";
  const named = servers.filter(({ name }) => path.toLowerCase().includes(name));
  // A file that names neither needs both.
  const missing = (named.length === 0 ? servers : named)
    .map(({ variable }) => variable)
    .filter((variable) => (process.env[variable] ?? "") === "");
  return missing.length === 0 ? undefined : `${missing.join(" and ")} not set`;
}

beforeAll(() => {
  const reason = missingServers();
  if (reason !== undefined) {
    console.info(`integration tests skipped: ${reason}`);
  }
});

beforeEach(({ skip }) => {
  const reason = missingServers();
  skip(reason !== undefined, reason);
});
