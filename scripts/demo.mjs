// `npm run demo`: from nothing to four compared runs, on pictures and with a net that Graft made itself.
import "./lib/node-version.mjs";
import path from "node:path";
import { setUp } from "./lib/set-up.mjs";
import { root, run } from "./lib/workspace.mjs";

const CONFIG = "experiments/demo.json";

await setUp();
process.stdout.write(
  "Made-up landscapes, photographed or drawn by hand: which is which? Four ways to learn it from 80 pictures.\n\n",
);
const status = await run(process.execPath, [
  path.join(root, "scripts/trainer.mjs"),
  "run",
  "--config",
  path.join(root, CONFIG),
  ...process.argv.slice(2),
]);
process.exit(status);
