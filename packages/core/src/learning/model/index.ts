/** A trained model as files, and what it says of images: the folder's description, its classifier, the predictor. */
export { areaAverage } from "./area-average.ts";
export { type ClassifierFile, packClassifier, unpackClassifier } from "./classifier-file.ts";
export { invalidModel } from "./invalid-model.ts";
export {
  DESCRIPTION_FILE,
  IMAGE,
  ModelDescription,
  parseDescription,
  WRITTEN,
} from "./model-description.ts";
export {
  loadNet,
  openPredictor,
  type Predictor,
  type ReadModelFile,
} from "./predictor.ts";
