// `npm run demo`: from nothing to four compared runs, on images and with a net that Graft made itself.
import "./lib/node-version.mjs";
import path from "node:path";
import { setUp } from "./lib/set-up.mjs";
import { args, requireOptions } from "./lib/way-in.mjs";
import { root, run } from "./lib/workspace.mjs";

const CONFIG = "experiments/demo.json";

requireOptions(["set", "method"], "npm run demo -- --set seed=2");
await setUp();
process.stdout.write(
  "Made-up landscapes, photographed or drawn by hand: which is which? Four ways to learn it from 80 images.\n\n",
);
const { status } = await run(process.execPath, [
  path.join(root, "scripts/trainer.mjs"),
  "run",
  "--config",
  path.join(root, CONFIG),
  ...args,
]);
process.exit(status);
