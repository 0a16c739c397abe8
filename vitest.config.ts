import { availableParallelism } from "node:os";
import path from "node:path";
import { defineConfig } from "vitest/config";
import { PATIENCE } from "./apps/web/e2e/patience.ts";

const web = path.join(import.meta.dirname, "apps/web");

/** The limits of all tests. They end what hangs; no test depends on speed. */
const LIMITS = {
  testTimeout: 3 * PATIENCE,
  // The first one builds the dashboard.
  hookTimeout: 3 * PATIENCE,
  expect: { poll: { timeout: PATIENCE } },
};

export default defineConfig({
  test: {
    ...LIMITS,
    // By default one core is left free, which on two cores means one file after the other.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        // As Next resolves them in server components.
        resolve: {
          alias: {
            "@": path.join(web, "src"),
            "server-only": path.join(web, "node_modules/server-only/empty.js"),
          },
        },
        test: {
          name: "unit",
          include: ["{apps,packages}/*/src/**/*.test.{ts,tsx}", "scripts/**/*.test.mjs"],
        },
      },
      {
        extends: true,
        // The dashboard as people get it: the production build, served by `pnpm dashboard`, in a real browser.
        test: {
          name: "e2e",
          include: ["apps/web/e2e/*.spec.ts"],
          // Each file builds if needed and starts a server: one after the other.
          fileParallelism: false,
        },
      },
    ],
  },
});
