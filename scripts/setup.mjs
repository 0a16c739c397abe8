// `npm run setup`: sets up and checks every file, also where a command would find nothing to do.
import "./lib/node-version.mjs";
import { trainerModule } from "./lib/load-trainer.mjs";
import { setUp } from "./lib/set-up.mjs";
import { requireNoArguments, say } from "./lib/way-in.mjs";

requireNoArguments("setup");
await setUp({ thorough: true });
await trainerModule(); // made now, so that the first command starts as fast as any
say("Graft is ready: npm run demo, or pnpm trainer --help.");
