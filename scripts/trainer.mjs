// `pnpm trainer …`: sets up when needed, then runs the command line from its TypeScript sources.
import "./lib/node-version.mjs";
import { setUp } from "./lib/set-up.mjs";

await setUp();
const { register } = await import("tsx/esm/api");
register();
await import("../apps/trainer/src/cli.ts");
