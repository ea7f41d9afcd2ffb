/** All that two servers hold, asked of the servers themselves and not of the library. */
import type { PlaceOptions } from "../places.ts";

const PAGE_SIZE = 500;
const TIMEOUT_MS = 60_000;

/** The payloads of both collections, and every node and edge of the namespace, as one text; empty if none is on servers. */
export async function serverText(options: PlaceOptions): Promise<string> {
  return [await qdrantText(options), await neo4jText(options)].join("\n");
}

async function qdrantText({ vector }: PlaceOptions): Promise<string> {
  if (!vector) return "";
  const { url, apiKey, collectionName = "" } = vector;
  const headers = {
    "content-type": "application/json",
    ...(apiKey === undefined ? {} : { "api-key": apiKey }),
  };
  const pages: string[] = [];
  for (const name of [collectionName, `${collectionName}_journal`]) {
    let offset: unknown = null;
    do {
      const response = await fetch(new URL(`collections/${name}/points/scroll`, url), {
        method: "POST",
        headers,
        body: JSON.stringify({ limit: PAGE_SIZE, with_payload: true, offset }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`Qdrant answered ${response.status}`);
      pages.push(text);
      // As Qdrant's API describes it.
      const { result } = JSON.parse(text) as { result: { next_page_offset: unknown } };
      offset = result.next_page_offset ?? null;
    } while (offset !== null);
  }
  return pages.join("\n");
}

async function neo4jText({ graph }: PlaceOptions): Promise<string> {
  if (!graph) return "";
  const { default: neo4j } = await import("neo4j-driver");
  const { url, username = "neo4j", password, namespace = "" } = graph;
  const token = password === undefined ? undefined : neo4j.auth.basic(username, password);
  const driver = neo4j.driver(url, token);
  try {
    const { records } = await driver.executeQuery(
      `MATCH (n) WHERE n.tenant CONTAINS $namespace
       OPTIONAL MATCH (n)-[r]->()
       RETURN labels(n) AS labels, properties(n) AS node, collect(type(r)) AS types,
         collect(properties(r)) AS edges`,
      { namespace },
    );
    return records.map((record) => JSON.stringify(record.toObject())).join("\n");
  } finally {
    await driver.close();
  }
}
