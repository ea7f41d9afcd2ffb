import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

// Also where Node was not started with it: without it what is measured is mostly garbage.
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Memory that is in use, after the garbage is collected. */
export function usedBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
