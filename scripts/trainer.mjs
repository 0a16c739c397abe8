// `pnpm trainer …`: sets up when needed, then runs the command line from its TypeScript sources.
import "./lib/node-version.mjs";
import { setUp } from "./lib/set-up.mjs";

await setUp();
// npm and pnpm start scripts in the root: paths on the command line mean the folder one was in.
if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
const { register } = await import("tsx/esm/api");
register();
await import("../apps/trainer/src/cli.ts");
