export {
  artifactPath,
  type StoredArtifact,
  storeArtifact,
} from "./artifacts/store-artifact.ts";
export type { ImageRecord } from "./datasets/image-record.ts";
export {
  type DatasetRecord,
  type RegisteredDataset,
  registerDataset,
} from "./datasets/register-dataset.ts";
export { registerSplit, type SplitRecord } from "./datasets/register-split.ts";
export { closeDb, type Db, databasePath, type OpenDbOptions, openDb } from "./open-db.ts";
export { createExperiment, type ExperimentRecord } from "./runs/create-experiment.ts";
export { deriveStatus, type RunLife } from "./runs/derive-status.ts";
export { listRuns, type RunSummary } from "./runs/list-runs.ts";
export type { PredictionRecord, RunRecorder } from "./runs/run-recorder.ts";
export { type RunRecord, startRun } from "./runs/start-run.ts";
export { type Host, thisHost } from "./runs/this-host.ts";
