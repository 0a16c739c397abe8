import { z } from "zod";
import type { MethodKind } from "./method-kinds.ts";

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
    .default([...CLASSIFIER_KINDS])
    .describe("Candidates; the one with the lowest cross-validated log-loss is taken."),
  folds: z.int().min(2).max(20).default(5).describe("Folds of the inner cross-validation."),
};

const training = {
  epochs: z.int().min(1).max(10_000).default(8).describe("Passes over the training images."),
  batchSize: z.int().min(1).max(1024).default(16).describe("Images per optimiser step."),
  weightDecay: z.number().min(0).max(1).default(1e-4).describe("Decoupled weight decay (AdamW)."),
  warmupFraction: z
    .number()
    .min(0)
    .max(0.9)
    .default(0.1)
    .describe("Part of all steps over which the learning rate rises from 0; cosine decay follows."),
  flip: z.boolean().default(true).describe("Mirror half of the training images, by seed."),
};

const FineTunedConfig = z.strictObject({
  kind: z.literal("fine-tuned"),
  ...training,
  learningRate: z.number().positive().max(1).default(3e-5).describe("Peak rate of the body."),
  headLearningRate: z.number().positive().max(1).default(3e-4).describe("Peak rate of the head."),
  trainFrom: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe(
      "Lowest layer of the backbone to train; those below it stay fixed and pass over each picture once. Null trains every layer.",
    ),
});

const ScratchConfig = z.strictObject({
  kind: z.literal("scratch"),
  ...training,
  learningRate: z.number().positive().max(1).default(3e-3).describe("Peak rate of every layer."),
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
