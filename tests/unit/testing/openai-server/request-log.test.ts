import { describe, expect, test } from "vitest";
import { RequestLog } from "../../../../src/testing/openai-server/request-log.ts";

const start = { endpoint: "chat", method: "POST", path: "/", headers: {} } as const;

describe("RequestLog", () => {
  test("testing/openai-server/request-log.ts MAX_LOGGED_REQUESTS: keeps the last 10,000 requests, and counts all", () => {
    const log = new RequestLog();
    for (let index = 0; index < 10_000; index += 1) log.close(log.open(start));
    expect(log.requests[0]?.index).toBe(0);
    for (let index = 0; index < 3; index += 1) log.close(log.open(start));
    expect(log.requests).toHaveLength(10_000);
    expect(log.requests[0]?.index).toBe(3);
    expect(log.counts.chat).toBe(10_003);
    expect(log.peakConcurrency()).toBe(1);
  });

  test("counts a request that is closed twice once", () => {
    const log = new RequestLog();
    const [one, other] = [log.open(start), log.open({ ...start, endpoint: "models" })];
    log.close(one);
    log.close(one);
    log.open(start);
    expect(log.peakConcurrency()).toBe(2);
    expect([log.peakConcurrency("chat"), log.peakConcurrency("models")]).toEqual([1, 1]);
    log.close(other);
    log.open(start);
    expect(log.peakConcurrency("chat")).toBe(2);
  });

  test("keeps no secret header, whatever its case", () => {
    const headers = { Authorization: "Bearer s", "Api-Key": "s", "X-Auth-Token": "s", accept: "a" };
    expect(new RequestLog().open({ ...start, headers }).headers).toEqual({
      Authorization: "[redacted]",
      "Api-Key": "[redacted]",
      "X-Auth-Token": "[redacted]",
      accept: "a",
    });
  });
});
