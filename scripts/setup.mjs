import "./lib/node-version.mjs";
import { trainerModule } from "./lib/load-trainer.mjs";
import { setUp } from "./lib/set-up.mjs";

await setUp();
await trainerModule(); // made now, so that the first command starts as fast as any
process.stderr.write("Graft is ready: npm run demo, or pnpm trainer --help.\n");
