export { openArtifact } from "./artifacts/open-artifact.ts";
export {
  artifactPath,
  type StoredArtifact,
  storeArtifact,
} from "./artifacts/store-artifact.ts";
export { type Curve, type CurveQuery, readCurves } from "./curves/read-curves.ts";
export { type DatasetRow, listDatasets } from "./dataset-pages/list-datasets.ts";
export {
  type DatasetImage,
  FEWEST_AGAINST,
  type ImageChoice,
  listImages,
} from "./dataset-pages/list-images.ts";
export {
  type DatasetDetail,
  type DatasetSplit,
  readDataset,
} from "./dataset-pages/read-dataset.ts";
export { type ImageDetail, type Opinion, readImage } from "./dataset-pages/read-image.ts";
export { readVotes, type Vote } from "./dataset-pages/read-votes.ts";
export type { ImageRecord } from "./datasets/image-record.ts";
export {
  type NearDuplicatePage,
  type PairedImage,
  type PartCounts,
  readNearDuplicates,
  type StoredNearDuplicate,
  storeNearDuplicates,
} from "./datasets/near-duplicates.ts";
export {
  type DatasetRecord,
  type RegisteredDataset,
  registerDataset,
} from "./datasets/register-dataset.ts";
export { registerSplit, type SplitRecord } from "./datasets/register-split.ts";
export { type ImageRow, readImageRows } from "./exports/read-image-rows.ts";
export { readMetricRows } from "./exports/read-metric-rows.ts";
export {
  abandonDb,
  closeDb,
  type Db,
  databasePath,
  type OpenDbOptions,
  openDb,
} from "./open-db.ts";
export { type Artifact, findRuns, type RunDetail } from "./queries/find-runs.ts";
export { readArtifact } from "./queries/read-artifact.ts";
export {
  type EventPage,
  readEventSigns,
  readEvents,
  readWords,
  type StoredEvent,
} from "./queries/read-events.ts";
export { readPredictions, type TestPrediction } from "./queries/read-predictions.ts";
export { readPreview } from "./queries/read-preview.ts";
export { readRunStatus } from "./queries/read-run-status.ts";
export { readSiblings } from "./queries/read-siblings.ts";
export { readTestSeconds } from "./queries/read-test-seconds.ts";
export { readTrainCounts } from "./queries/read-train-counts.ts";
export { journalOf } from "./rescue/journal.ts";
export { changeRuns } from "./run-changes/change-runs.ts";
export { RunChange, RunChangeRequest } from "./run-changes/run-change.ts";
export { readSavedViews, removeView, type SavedView, saveView } from "./run-changes/saved-views.ts";
export { countShelves } from "./run-table/count-shelves.ts";
export { readExtraNames } from "./run-table/read-extra-columns.ts";
export {
  type RunShelf,
  type RunTableQuery,
  type RunTableRow,
  readRunTable,
} from "./run-table/read-run-table.ts";
export { readTableSigns } from "./run-table/read-table-signs.ts";
export { createExperiment, type ExperimentRecord } from "./runs/create-experiment.ts";
export { deriveStatus, type RunLife } from "./runs/derive-status.ts";
export { listRuns, type RunSummary } from "./runs/list-runs.ts";
export type { PredictionRecord, RunRecorder } from "./runs/run-recorder.ts";
export { type RunRecord, startRun } from "./runs/start-run.ts";
export { type Host, thisHost } from "./runs/this-host.ts";
export { checkSeal } from "./seal/seal.ts";
export { isStorageError, toStorageError, withStorageErrors } from "./storage-error.ts";
