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
  MethodConfig,
  type MethodConfigOf,
} from "./method-config.ts";
export { nameFault, REDACTED, redactAddresses, shortened, visibleName } from "./names.ts";
export { parseExperimentConfig } from "./parse-experiment-config.ts";
export { type PretrainConfig, parsePretrainConfig } from "./pretrain-config.ts";
export { isFinal, RunEvent, SelectionCandidate } from "./run-event.ts";
export {
  METHOD_KINDS,
  type MethodKind,
  nearestName,
  RUN_KINDS,
  RUN_STATUSES,
  type RunKind,
  type RunStatus,
} from "./vocabulary.ts";
