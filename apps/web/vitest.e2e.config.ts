import { defineConfig } from "vitest/config";

/** The dashboard as people get it: the production build, served by `pnpm dashboard`, in a real browser. */
export default defineConfig({
  test: {
    name: "e2e",
    root: import.meta.dirname,
    include: ["e2e/*.spec.ts"],
    // Each file builds if needed and starts a server: one after the other.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 600_000,
  },
});
