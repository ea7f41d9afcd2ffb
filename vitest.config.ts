import { defineConfig } from "vitest/config";
import type { ViteUserConfig } from "vitest/config";

import { shiftedBound } from "./scripts/shifted-bound.ts";

// Property tests and whole-engine tests work through many cases: their limits are per test.
const LONG_TEST_MS = 60_000;
const VERY_LONG_TEST_MS = 480_000;

const config: ViteUserConfig = defineConfig({
  plugins: [shiftedBound()],
  test: {
    reporters: ["default", "./scripts/closing-line-reporter.ts"],
    // node:sqlite says once per process that it is experimental; nothing here depends on hearing it.
    execArgv: ["--disable-warning=ExperimentalWarning"],
    // A key of the developer's own must not make tests ask a real model, also not in the processes that they start.
    env: {
      OPENAI_API_KEY: "",
      OPENAI_BASE_URL: "",
      OPENAI_MODEL: "",
      OPENAI_EMBEDDING_MODEL: "",
    },
    passWithNoTests: true,
    coverage: { include: ["src/**/*.ts"], reporter: ["text-summary", "lcovonly"] },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["tests/unit/**/*.test.ts", "tests/golden/**/*.test.ts"],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: { name: "contract", include: ["tests/contract/**/*.test.ts"], testTimeout: 20_000 },
      },
      {
        extends: true,
        test: {
          name: "property",
          include: ["tests/property/**/*.test.ts", "tests/congruence/**/*.test.ts"],
          testTimeout: LONG_TEST_MS,
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["tests/integration/**/*.int.test.ts"],
          globalSetup: ["tests/support/servers/provide-servers.ts"],
          testTimeout: LONG_TEST_MS,
          hookTimeout: LONG_TEST_MS,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts", "tests/faults/**/*.test.ts"],
          // They start, kill and race processes of their own: no threads, no shared state.
          pool: "forks",
          testTimeout: VERY_LONG_TEST_MS,
          hookTimeout: LONG_TEST_MS,
        },
      },
      {
        extends: true,
        test: { name: "docs", include: ["tests/docs/**/*.test.ts"], testTimeout: LONG_TEST_MS },
      },
      {
        extends: true,
        test: {
          name: "types",
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ["tests/types/**/*.test-d.ts"],
            tsconfig: "./tsconfig.json",
            // Type errors elsewhere are `npm run check`'s to report, once.
            ignoreSourceErrors: true,
          },
        },
      },
    ],
  },
});

export default config;
