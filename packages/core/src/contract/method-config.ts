import * as z from "zod";
import { plainLine } from "./names.ts";
import { trainingShape } from "./training-config.ts";
import { type MethodKind } from "./vocabulary.ts";

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

const rate = z.number().positive().max(1);

/**
 * The peak learning rate, and how it is searched for. `fine-tuned` and `scratch` share these settings and the
 * search, so that neither is tuned better than the other.
 */
const searchedRate = {
  learningRate: z
    .union([z.literal("auto"), rate])
    .default("auto")
    .describe(
      'Peak rate of the body. "auto" tries `learningRates` in short trainings on the training images.',
    ),
  learningRates: z
    .array(rate)
    .min(1)
    .max(10)
    .nullable()
    .default(null)
    .describe(
      'The rates that "auto" chooses among: the middle one and its neighbours first, those beyond only where an outer one is clearly better. Null: five rates, half a decade apart, around 0.01 for `scratch` and around the rate that suits the backbone for `fine-tuned`.',
    ),
  searchEpochs: z
    .int()
    .min(1)
    .max(1000)
    .nullable()
    .default(null)
    .describe(
      "Epochs of each short training, at most `epochs`. Null: 3 to 8, so that the search costs about as much as the training of `fine-tuned`, and 15 % of that of `scratch`; the built-in net from `scratch` takes 0.01 without a search (other nets, SGD and `learningRates` are searched).",
    ),
};

/** Rates of a pretrained net: slow below, faster above. */
const fineTuningRates = {
  ...searchedRate,
  headLearningRate: rate
    .nullable()
    .default(null)
    .describe(
      "Peak rate of the head. Null: ten times the body's rate, up to 0.001, and never below the body's.",
    ),
  layerDecay: z
    .number()
    .positive()
    .max(1)
    .default(1)
    .describe(
      "Factor on the rate from each stage (layers of one resolution) to the one below it; 1 trains all alike.",
    ),
  l2sp: z
    .number()
    .min(0)
    .max(10)
    .default(0)
    .describe("Strength of the pull of the body's weights to their pretrained values (L2-SP)."),
};

/** The rate of a net that starts from random weights. */
const scratchRates = searchedRate;

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
