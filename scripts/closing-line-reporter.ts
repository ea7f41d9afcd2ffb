import type { SerializedError } from "vitest";
import type { Reporter, TestModule, Vitest } from "vitest/node";
import { idleSuites } from "../tests/support/servers/idle-suites.ts";

/**
 * Ends a run with one plain line that a machine can read: `N passed, N failed` and, when there are
 * any, `, N skipped`.
 *
 * A file that does not load and an error outside every test count as one failure each, so that
 * `0 failed` is printed only when vitest itself calls the run good. So does a suite whose server was
 * there and that did not run: it makes the run fail. List this reporter last.
 */
export default class ClosingLineReporter implements Reporter {
  #isNarrowed = false;

  onInit({ config }: Vitest): void {
    // `-t` leaves tests out because it is told to.
    this.#isNarrowed = config.testNamePattern !== undefined;
  }

  onTestRunEnd(
    modules: readonly TestModule[],
    unhandledErrors: readonly SerializedError[],
  ): Promise<void> {
    const idle = this.#isNarrowed ? [] : idleSuites(modules);
    if (idle.length > 0) {
      process.exitCode = 1;
    }
    const line = closingLine(modules, unhandledErrors.length + idle.length);
    // The summary is printed by another reporter at this same moment: let it go first.
    return new Promise((resolve) => {
      setImmediate(() => {
        process.stdout.write(["", ...idle, line, ""].join("\n"));
        resolve();
      });
    });
  }
}

function closingLine(modules: readonly TestModule[], otherFailureCount: number): string {
  const counts = { passed: 0, failed: otherFailureCount, skipped: 0 };
  for (const module of modules) {
    counts.failed += brokenSuiteCount(module);
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      // A test that never ended is not a test that passed.
      counts[state === "pending" ? "failed" : state] += 1;
    }
  }
  const skipped = counts.skipped === 0 ? "" : `, ${counts.skipped} skipped`;
  return `${counts.passed} passed, ${counts.failed} failed${skipped}`;
}

/** Files that did not load, and hooks around tests that threw. */
function brokenSuiteCount(module: TestModule): number {
  const suites = Array.from(module.children.allSuites());
  return [module, ...suites].filter((suite) => suite.errors().length > 0).length;
}
