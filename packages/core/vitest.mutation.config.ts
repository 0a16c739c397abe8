import { defineConfig } from "vitest/config";

/** For scripts/mutation.mjs: only a folder's own tests are to find the faults that are planted in it. */
const folder = process.env.GRAFT_MUTATED?.split("/").slice(0, 2).join("/") ?? "**";

export default defineConfig({
  test: {
    include: [`src/${folder}/**/*.test.ts`],
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
