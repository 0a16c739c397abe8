// `npm run trainer -- …`: sets up when needed, then runs the command line from its TypeScript sources.
import module from "node:module";
import "./lib/node-version.mjs";
import { trainerModule } from "./lib/load-trainer.mjs";
import { setUp } from "./lib/set-up.mjs";
import { args, fail } from "./lib/way-in.mjs";

module.enableCompileCache?.(); // Node 22.1 and later
await setUp();
// npm and pnpm start scripts in the root: paths on the command line mean the folder one was in.
if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
if (process.env.GRAFT_DEBUG) process.setSourceMapsEnabled(true);
process.argv.splice(2, Infinity, ...args);
try {
  await import(await trainerModule());
} catch (error) {
  if (process.env.GRAFT_DEBUG) console.error(error);
  fail(
    `The trainer could not be loaded: ${String(error.message).split("\n")[0]}`,
    "Something of Graft's packages is missing or damaged: run `npm run setup`.",
  );
}
