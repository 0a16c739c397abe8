// Cross-validated log-loss of settings of a method, inside the training images of a config's first split:
//   node scripts/score-settings.mjs --config exp.json [--folds 5] [--max-folds 3] '{"kind":"fine-tuned"}' …
import path from "node:path";
import { parseArgs } from "node:util";
import { register } from "tsx/esm/api";

register();
const { parseExperimentConfig } = await import("@graft/core/contract");
const { readFileSync } = await import("node:fs");
const { SettingsScorer } = await import("../src/bench/score-settings.ts");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    config: { type: "string" },
    folds: { type: "string", default: "5" },
    "max-folds": { type: "string" },
    size: { type: "string" },
    home: { type: "string", default: "data" },
  },
});
const input = JSON.parse(readFileSync(values.config, "utf8"));
if (values.size) input.dataset.imageSize = Number(values.size);
const scorer = await SettingsScorer.open(parseExperimentConfig(input, values.config), {
  baseDir: path.dirname(path.resolve(values.config)),
  home: path.resolve(values.home),
  folds: Number(values.folds),
});
const most = Number(values["max-folds"] ?? values.folds);
const sums = positionals.map(() => ({ loss: 0, correct: 0, pictures: 0, seconds: 0 }));
for (let fold = 0; fold < Math.min(most, scorer.numFolds); fold++) {
  for (const [index, text] of positionals.entries()) {
    const { logLoss, accuracy, pictures, seconds } = await scorer.score(JSON.parse(text), fold);
    const sum = sums[index];
    sum.loss += logLoss * pictures;
    sum.correct += accuracy * pictures;
    sum.pictures += pictures;
    sum.seconds += seconds;
    console.log(
      `fold ${fold}  ${text}  log-loss ${logLoss.toFixed(4)}  accuracy ${accuracy.toFixed(3)}  ${seconds.toFixed(0)} s` +
        `   so far ${(sum.loss / sum.pictures).toFixed(4)} ${(sum.correct / sum.pictures).toFixed(3)} of ${sum.pictures}`,
    );
  }
}
