export { BackboneConfig, type BackboneConfigOf, ModelUrl } from "./backbone-config.ts";
export { DatasetConfig, type DatasetConfigOf } from "./dataset-config.ts";
export {
  DEVICES,
  type Device,
  ExperimentConfig,
  type ExperimentConfigInput,
  experimentJsonSchema,
  needsBackbone,
  SplitConfig,
} from "./experiment-config.ts";
export {
  CLASSIFIER_KINDS,
  type ClassifierKind,
  type FeatureSetName,
  METHOD_KINDS,
  MethodConfig,
  type MethodConfigOf,
  type MethodKind,
  RUN_KINDS,
  type RunKind,
} from "./method-config.ts";
export {
  nameFault,
  nearestName,
  REDACTED,
  redactAddresses,
  shortened,
  visibleName,
} from "./names.ts";
export { parseExperimentConfig } from "./parse-experiment-config.ts";
export { type PretrainConfig, parsePretrainConfig } from "./pretrain-config.ts";
export {
  isFinal,
  RUN_STATUSES,
  RunEvent,
  type RunStatus,
  SelectionCandidate,
} from "./run-event.ts";
