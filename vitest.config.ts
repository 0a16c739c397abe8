import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{apps,packages}/*/src/**/*.test.{ts,tsx}", "scripts/**/*.test.mjs"],
          testTimeout: 30_000,
          hookTimeout: 120_000,
        },
      },
      "apps/web/vitest.e2e.config.ts",
    ],
  },
});
