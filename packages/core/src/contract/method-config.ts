import { z } from "zod";
import { fineTuningRates, scratchRates } from "./learning-rate-config.ts";
import type { MethodKind } from "./method-kinds.ts";
import { plainLine } from "./outside-text.ts";
import { trainingShape } from "./training-config.ts";

/** Classical classifiers that `raw-pixels` and `frozen-features` choose among. */
export const CLASSIFIER_KINDS = [
  "logistic-regression",
  "linear-svm",
  "k-nearest-neighbours",
  "shrinkage-lda",
  "naive-bayes",
  "nearest-centroid",
  "random-forest",
  "gradient-boosted-trees",
] as const;
export type ClassifierKind = (typeof CLASSIFIER_KINDS)[number];

/** What `frozen-features` takes from the backbone: its last layer's output, or all its blocks'. */
const FEATURE_SETS = ["last-layer", "every-block"] as const;
export type FeatureSetName = (typeof FEATURE_SETS)[number];

const classical = {
  classifiers: z
    .array(z.enum(CLASSIFIER_KINDS))
    .min(1)
    .max(CLASSIFIER_KINDS.length)
    .default([...CLASSIFIER_KINDS])
    .describe("Candidates; the one with the lowest cross-validated log-loss is taken."),
  folds: z.int().min(2).max(20).default(5).describe("Folds of the inner cross-validation."),
};

const FineTunedConfig = z.strictObject({
  kind: z.literal("fine-tuned"),
  ...trainingShape,
  ...fineTuningRates,
  trainFrom: plainLine
    .nullable()
    .default(null)
    .describe(
      "Lowest layer of the backbone to train; those below it stay fixed and pass over each image once. Null trains every layer.",
    ),
});

const ScratchConfig = z.strictObject({
  kind: z.literal("scratch"),
  ...trainingShape,
  ...scratchRates,
});

const RawPixelsConfig = z.strictObject({
  kind: z.literal("raw-pixels"),
  ...classical,
  pixelSize: z.int().min(4).max(256).default(32).describe("Side in pixels of the flattened image."),
});

const FrozenFeaturesConfig = z.strictObject({
  kind: z.literal("frozen-features"),
  ...classical,
  features: z
    .array(z.enum(FEATURE_SETS))
    .min(1)
    .max(FEATURE_SETS.length)
    .default([...FEATURE_SETS])
    .describe("Outputs of the backbone to choose among, together with the classifiers."),
});

const MethodObject = z.discriminatedUnion("kind", [
  FineTunedConfig,
  ScratchConfig,
  RawPixelsConfig,
  FrozenFeaturesConfig,
]);

/** A method: an object with its settings, or its bare name for all defaults. */
export const MethodConfig = z.preprocess(
  (value) => (typeof value === "string" ? { kind: value } : value),
  MethodObject,
);
export type MethodConfig = z.output<typeof MethodObject>;
export type MethodConfigOf<K extends MethodKind> = Extract<MethodConfig, { kind: K }>;
