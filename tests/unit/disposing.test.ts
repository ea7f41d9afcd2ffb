import { expect, test } from "vitest";

import { Memory, type Scope, StoreOperationError } from "../../src/index.ts";

const KIRK: Scope = { userId: "kirk" };

test("await using closes a memory at the end of its block", async () => {
  const memories: Memory[] = [];
  {
    await using memory = await Memory.open({ path: ":memory:" });
    await memory.add("My sister is Ana.", KIRK);
    memories.push(memory);
  }
  await expect(memories[0]?.stats(KIRK)).rejects.toThrow(StoreOperationError);
});
