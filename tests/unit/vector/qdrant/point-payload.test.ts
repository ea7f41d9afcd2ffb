import { describe, expect, test } from "vitest";
import type { QdrantPayload } from "../../../../src/qdrant/qdrant-client.ts";
import {
  citedIn,
  newPayload,
  SKETCH_FIELDS,
  toStoredPoint,
  turnPlaceOf,
} from "../../../../src/vector/qdrant/point-payload.ts";
import type { NewPoint } from "../../../../src/vector/vector-store.ts";
import { DAY, DAY_ZERO, memoryOf, turnOf } from "../../../support/points.ts";

const payloadOf = (point: NewPoint): QdrantPayload => ({
  ...newPayload(point, [], "writer"),
  id: point.id,
});
const sketchOf = (point: NewPoint): QdrantPayload => {
  const payload = payloadOf(point);
  return Object.fromEntries(SKETCH_FIELDS.map((field) => [field, payload[field]]));
};

const plain = memoryOf({ id: "plain" });
const rich = memoryOf({
  id: "rich",
  agentId: "agent",
  provenance: { extractor: "model", model: "m", prompt: "p", promptVersion: "1" },
  metadata: { kept: null, list: [] },
  projection: {
    spells: [
      { from: null, to: DAY_ZERO, closedAt: DAY_ZERO + DAY },
      { from: DAY_ZERO, to: null, closedAt: null },
    ],
    retractedAt: DAY_ZERO,
    foldedInto: "other",
    agentIds: [null, "agent"],
    runIds: ["run"],
    evidence: ["a", "b", "c", "d", "e"],
    metadata: { kept: null },
  },
});
const turn = turnOf({
  id: "turn",
  turn: { index: 7, name: "Ana", ref: "r", runId: "run", expiresAt: 5 },
  projection: { isAttesting: false, spells: [] },
});

describe("a payload", () => {
  test.each([plain, rich, turn, turnOf({ id: "bare" })])("gives back $id as it was", (point) => {
    const { searchText: _text, embedding: _embedding, ...written } = point;
    expect(toStoredPoint(payloadOf(point))).toMatchObject(written);
  });

  test("that was written with all fields is read as one without the usual ones", () => {
    for (const point of [plain, rich, turn]) {
      const { textKey, attributedTo, agentId, provenance, metadata, projection } = point;
      const whole = { textKey, attributedTo, agentId, provenance, turn: point.turn, metadata };
      const before = {
        ...payloadOf(point),
        record: JSON.stringify(whole),
        projection: JSON.stringify(projection),
      };
      expect(toStoredPoint(before)).toEqual(toStoredPoint(payloadOf(point)));
    }
  });
});

describe("what is asked of a hit", () => {
  test("says where a turn stands", () => {
    expect(turnPlaceOf(sketchOf(turn))).toMatchObject({ id: "turn", at: turn.at, index: 7 });
    expect(turnPlaceOf(sketchOf(plain))).toBeNull();
    // Beyond the room that a place has for them.
    expect(turnPlaceOf(sketchOf(turnOf({ id: "last", turn: { index: 2047 } })))).toBeUndefined();
    expect(turnPlaceOf({ ...sketchOf(turn), conversation: undefined })).toBeUndefined();
  });

  test("says what a memory rests on, as the record does", () => {
    expect(citedIn(sketchOf(rich))).toEqual(["a", "b", "d", "e"]);
    expect(citedIn(payloadOf(rich))).toEqual(["a", "b", "d", "e"]);
    // Written before payloads said it: it is read with the record.
    expect(citedIn({ ...sketchOf(rich), evidence: undefined })).toEqual([]);
  });
});
