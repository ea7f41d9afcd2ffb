/** Makes one call on one file, and says when it begins and when it is done. Its argument is {@link KilledCallOrders} as JSON. */
import { writeSync } from "node:fs";

import { openIn } from "../../prove/places.ts";
import { KILLED_CALLS, type KilledCallOrders } from "../support/killed-calls.ts";
import { NumberedClock } from "../support/numbered-operations.ts";

// Written by `killed-calls.test.ts`.
const orders = JSON.parse(process.argv[2] ?? "") as KilledCallOrders;
writeSync(1, "begun\n");
const memory = await openIn({ options: { path: orders.path } }, { clock: new NumberedClock() });
await KILLED_CALLS[orders.call](memory, orders);
writeSync(1, "done\n");
await memory.close();
