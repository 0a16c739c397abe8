// `npm run demo`: the photographs-and-drawings lesson from nothing to four compared runs.
import "./lib/node-version.mjs";
import { existsSync } from "node:fs";
import path from "node:path";
import { setUp } from "./lib/set-up.mjs";
import { root, run } from "./lib/workspace.mjs";

const CONFIG = "experiments/photo-vs-drawing.json";

const NEEDS = [
  [
    "../shared/data/photo-vs-drawing",
    "a folder with the folders photo/ and drawing/, 150 pictures each",
  ],
  [
    "../shared/models/mobilenet_v2_1.0_224/model.json",
    "MobileNetV2 1.0 at 224 px with ImageNet weights, as a tfjs LayersModel",
  ],
];

const missing = NEEDS.filter(([place]) => !existsSync(path.join(root, place)));
if (missing.length > 0) {
  process.stderr.write(
    "error: the demo needs pictures and a pretrained net, which Graft does not ship yet. Missing:\n" +
      missing.map(([place, what]) => `  ${path.resolve(root, place)}\n    ${what}\n`).join("") +
      "  Put them there, or write an experiment file for pictures of your own (README, section\n" +
      '  "Your own pictures") and run: npm run trainer -- run --config FILE\n',
  );
  process.exit(1);
}

await setUp();
const status = await run(process.execPath, [
  path.join(root, "scripts/trainer.mjs"),
  "run",
  "--config",
  path.join(root, CONFIG),
  ...process.argv.slice(2),
]);
if (status === 0) {
  process.stdout.write("\nNow look at it: npm run dashboard, then open http://localhost:3000\n");
}
process.exit(status);
