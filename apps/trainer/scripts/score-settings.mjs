// Cross-validated log-loss of a method's settings inside the training images of an experiment's first
// split: how defaults are chosen without a look at any test image.
//   node apps/trainer/scripts/score-settings.mjs --config FILE '{"kind":"fine-tuned"}' '{"kind":"fine-tuned","crop":0.5}'
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { register } from "tsx/esm/api";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    config: { type: "string" },
    size: { type: "string" }, // side of the images in pixels, instead of the config's
    folds: { type: "string", default: "5" },
    fold: { type: "string", multiple: true }, // only these, counted from 0
    home: { type: "string", default: "data" }, // folder of the cache of decoded images
  },
});
if (!values.config || positionals.length === 0) {
  process.stderr.write(
    "error: name an experiment with --config and one or more settings as JSON\n",
  );
  process.exit(1);
}
register();
const { parseExperimentConfig } = await import("@graft/core/contract");
const { SettingsScorer } = await import("../src/bench/score-settings.ts");

const input = JSON.parse(readFileSync(values.config, "utf8"));
if (values.size) input.dataset.imageSize = Number(values.size);
const scorer = await SettingsScorer.open(parseExperimentConfig(input, values.config), {
  baseDir: path.dirname(path.resolve(values.config)),
  home: path.resolve(values.home),
  folds: Number(values.folds),
});
const folds = values.fold?.map(Number) ?? Array.from({ length: scorer.numFolds }, (_, i) => i);
const sums = positionals.map(() => ({ loss: 0, correct: 0, images: 0 }));
for (const fold of folds) {
  for (const [index, text] of positionals.entries()) {
    const { logLoss, accuracy, images, seconds } = await scorer.score(JSON.parse(text), fold);
    const sum = sums[index];
    sum.loss += logLoss * images;
    sum.correct += accuracy * images;
    sum.images += images;
    process.stdout.write(
      `fold ${fold}  log-loss ${logLoss.toFixed(4)}  accuracy ${accuracy.toFixed(3)}  ${seconds.toFixed(0)} s` +
        `  so far ${(sum.loss / sum.images).toFixed(4)} and ${(sum.correct / sum.images).toFixed(3)} on ${sum.images}  ${text}\n`,
    );
  }
}
process.exit(0);
