import { createExperiment, type Db, type RunRecorder } from "@graft/db";
import { seedDataset, seedSplit } from "./demo-dataset.ts";
import { type DemoRun, startDemoRun } from "./seed-run.ts";

export interface SmallDemo {
  readonly run: DemoRun;
  /** Of a run that has only said that it started. */
  readonly recorder: RunRecorder;
}

/** Six images, one experiment, one run of this process that has just started. */
export async function seedSmall(db: Db): Promise<SmallDemo> {
  const dataset = await seedDataset(db, {
    name: "six",
    classNames: ["drawing", "photo"],
    perClass: 3,
  });
  const experimentId = await createExperiment(db, {
    name: "six",
    config: { name: "six" },
    datasetId: dataset.id,
  });
  const split = await seedSplit(db, dataset, 0);
  const run = { experimentId, dataset, split, kind: "scratch" } as const;
  return { run, recorder: await startDemoRun(db, run) };
}
