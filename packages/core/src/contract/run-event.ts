import * as z from "zod";
import { RUN_KINDS } from "./vocabulary.ts";

/** One classifier, or one setting, tried inside the training images. */
export const SelectionCandidate = z.strictObject({
  classifier: z.string(),
  /** Which description of the images it was given; runs of before there was a choice have none. */
  features: z.string().optional(),
  parameters: z.record(z.string(), z.union([z.number(), z.string()])),
  /** Mean log-loss in nats; a selection score, never a result. Null where nothing could be validated. */
  logLoss: z.number().nullable(),
  /** In [0, 1]; a selection score, never a result. Null where nothing could be validated. */
  accuracy: z.number().nullable(),
  chosen: z.boolean(),
});
export type SelectionCandidate = z.output<typeof SelectionCandidate>;

/**
 * What a run says about itself: the trainer emits it, db stores it, web renders it.
 *
 * `predictions` and `artifact` are the counts and names only; their rows have tables of their own.
 */
export const RunEvent = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("run.started"),
    method: z.enum(RUN_KINDS),
    repeat: z.int(),
    numTrain: z.int(),
    numValidation: z.int(),
    numTest: z.int(),
    backend: z.string(),
  }),
  z.strictObject({
    type: z.literal("log"),
    level: z.enum(["info", "warning"]),
    /** What a verdict has to mention of the run. DIVERGED: training ended worse than it had been. */
    code: z.enum(["DIVERGED"]).optional(),
    message: z.string(),
  }),
  z.strictObject({
    type: z.literal("epoch.finished"),
    /** 1-based. */
    epoch: z.int(),
    epochs: z.int(),
    /** Keys such as `train/loss`, `train/accuracy`, `validation/loss`, `learning-rate`. */
    metrics: z.record(z.string(), z.number()),
    /** Training speed of this epoch. */
    imagesPerSecond: z.number(),
    /** Seconds since the run started. */
    seconds: z.number(),
  }),
  z.strictObject({
    type: z.literal("selection"),
    /**
     * How the candidates were scored, always inside the training images; by cross-validation if left out.
     * "short-training": by the training loss and accuracy of a short training. "inner-split", of older runs: on
     * held-out training images. "default": there were too few images to score any, and the simplest was taken.
     */
    by: z.enum(["cross-validation", "short-training", "inner-split", "default"]).optional(),
    candidates: z.array(SelectionCandidate),
  }),
  z.strictObject({
    type: z.literal("predictions"),
    count: z.int(),
    /** Fraction of the test images whose most probable class is the true one. */
    accuracy: z.number(),
    /** From decoded images to probabilities, all test images together; runs that were not timed have none. */
    seconds: z.number().nonnegative().optional(),
  }),
  z.strictObject({
    type: z.literal("artifact"),
    kind: z.string(),
    name: z.string(),
    sha256: z.string(),
    bytes: z.int(),
  }),
  z.strictObject({ type: z.literal("run.finished"), seconds: z.number() }),
  z.strictObject({
    type: z.literal("run.failed"),
    code: z.string(),
    message: z.string(),
    hint: z.string(),
  }),
  z.strictObject({ type: z.literal("run.cancelled"), reason: z.string() }),
]);
export type RunEvent = z.output<typeof RunEvent>;

/** True for the event after which a run says nothing more. */
export function isFinal(event: RunEvent): boolean {
  return (
    event.type === "run.finished" || event.type === "run.failed" || event.type === "run.cancelled"
  );
}
