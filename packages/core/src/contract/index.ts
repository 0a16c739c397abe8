export { BackboneConfig, type BackboneConfigOf, ModelUrl } from "./backbone-config.ts";
export { experimentJsonSchema } from "./config-schema.ts";
export { DatasetConfig, type DatasetConfigOf } from "./dataset-config.ts";
export {
  DEVICES,
  type Device,
  ExperimentConfig,
  type ExperimentConfigInput,
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
export { METHOD_KINDS, type MethodKind, RUN_KINDS, type RunKind } from "./method-kinds.ts";
export { nearestName } from "./nearest-name.ts";
export { nameFault, shortened, visibleName } from "./outside-text.ts";
export { parseExperimentConfig } from "./parse-experiment-config.ts";
export { type PretrainConfig, parsePretrainConfig } from "./pretrain-config.ts";
export { REDACTED, redactAddresses } from "./redact-address.ts";
export { isFinal, RunEvent, SelectionCandidate } from "./run-event.ts";
export { RUN_STATUSES, type RunStatus } from "./run-status.ts";
