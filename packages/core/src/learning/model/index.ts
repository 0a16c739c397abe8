/** A trained model as files, and what it says of images: the folder's description, its classifier, its doubt, the predictor. */
export { areaAverage, coverage } from "./area-average.ts";
export {
  type Calibration,
  heldOutScope,
  isUnusual,
  leastProbability,
  leaveOneOutScope,
  packCalibration,
  predictionSet,
  type Scope,
  unpackCalibration,
} from "./calibration.ts";
export { packClassifier, unpackClassifier } from "./classifier-file.ts";
export { invalidModel } from "./invalid-model.ts";
export {
  DESCRIPTION_FILE,
  IMAGE,
  ModelDescription,
  parseDescription,
  WRITTEN,
} from "./model-description.ts";
export { occlusionMap, paintMap } from "./occlusion.ts";
export {
  type FeatureNet,
  featureNet,
  loadNet,
  openPredictor,
  type Prediction,
  type Predictor,
  type ReadModelFile,
  readClassifier,
} from "./predictor.ts";
