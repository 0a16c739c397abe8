export {
  type Artifact,
  artifactPath,
  openArtifact,
  type StoredArtifact,
  storeArtifact,
} from "./artifacts/artifacts.ts";
export { type Curve, type CurveQuery, readCurves } from "./curves/read-curves.ts";
export {
  type DatasetImage,
  FEWEST_AGAINST,
  type ImageChoice,
  listImages,
} from "./dataset-pages/list-images.ts";
export {
  type DatasetDetail,
  type DatasetRow,
  type DatasetSplit,
  listDatasets,
  readDataset,
} from "./dataset-pages/read-dataset.ts";
export {
  type ImageDetail,
  type Opinion,
  readImage,
  readVotes,
  type Vote,
} from "./dataset-pages/read-image.ts";
export {
  type NearDuplicatePage,
  type PairedImage,
  type PartCounts,
  readNearDuplicates,
  type StoredNearDuplicate,
  storeNearDuplicates,
} from "./datasets/near-duplicates.ts";
export {
  type RegisteredDataset,
  registerDataset,
  registerSplit,
} from "./datasets/register-dataset.ts";

export { type ImageRow, readImageRows, readMetricRows } from "./exports/read-rows.ts";
export { type Db, databasePath } from "./handle.ts";
export { abandonDb, closeDb, type OpenDbOptions, openDb } from "./open-db.ts";
export {
  findRuns,
  type RunDetail,
  readArtifact,
  readSiblings,
  readTestSeconds,
  readTrainCounts,
} from "./queries/find-runs.ts";
export {
  type EventPage,
  readEventSigns,
  readEvents,
  readPredictions,
  readPreview,
  readRunStatus,
  readWords,
  type StoredEvent,
  type TestPrediction,
} from "./queries/read-run.ts";
export type {
  DatasetRecord,
  ExperimentRecord,
  ImageRecord,
  RunRecord,
  SplitRecord,
} from "./records.ts";
export { journalOf } from "./rescue/journal.ts";
export {
  changeRuns,
  RunChange,
  RunChangeRequest,
  readSavedViews,
  removeView,
  type SavedView,
  saveView,
} from "./run-changes/change-runs.ts";
export { readExtraNames } from "./run-table/extra-columns.ts";
export {
  type RunShelf,
  type RunTableQuery,
  type RunTableRow,
  readRunTable,
} from "./run-table/read-run-table.ts";
export { countShelves, readTableSigns } from "./run-table/table-signs.ts";
export { listRuns, type RunSummary } from "./runs/list-runs.ts";
export type { PredictionRecord, RunRecorder } from "./runs/run-recorder.ts";
export { deriveStatus, type Host, type RunLife, thisHost } from "./runs/run-status.ts";
export { createExperiment, startRun } from "./runs/start-run.ts";
export { checkSeal } from "./seal/seal.ts";
export { isStorageError, toStorageError, withStorageErrors } from "./storage-error.ts";
