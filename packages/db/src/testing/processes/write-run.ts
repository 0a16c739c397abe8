// A trainer in small: node --import tsx write-run.ts DATABASE EPOCHS. Prints each epoch once it is stored.
import { closeDb, openDb } from "../../open-db.ts";
import { sampleExperiment, sampleRun } from "../sample-run.ts";

const [path, epochs] = process.argv.slice(2);
const db = await openDb({ path });
const experiment = await sampleExperiment(db, 30);
const run = await sampleRun(db, experiment);
for (let epoch = 1; epoch <= Number(epochs); epoch++) {
  await run.append({
    type: "epoch.finished",
    epoch,
    epochs: Number(epochs),
    metrics: { "train/loss": 1 / epoch, "train/accuracy": 1 - 1 / epoch },
    imagesPerSecond: 10,
    seconds: epoch,
  });
  process.stdout.write(`${epoch}\n`);
}
await run.appendPredictions(
  experiment.imageIds.slice(20).map((imageId, index) => ({
    imageId,
    trueLabel: index % 2,
    predicted: 0,
    probabilities: [0.6, 0.4],
  })),
);
await run.append({ type: "predictions", count: 10, accuracy: 0.5 });
await run.append({ type: "run.finished", seconds: Number(epochs) });
await run.close();
await closeDb(db);
