import { z } from "zod";

const rate = z.number().positive().max(1);

/** Fixed rates of a net that was pretrained: slow below, faster above. */
export const fineTuningRates = {
  learningRate: rate.default(3e-5).describe("Peak rate of the body."),
  headLearningRate: rate.default(3e-4).describe("Peak rate of the head."),
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

/** The rate of a net that starts from nothing, chosen inside the training images. */
export const scratchRates = {
  learningRate: z
    .union([z.literal("auto"), rate])
    .default("auto")
    .describe(
      'Peak rate of every layer. "auto" tries `learningRates` in short trainings on a part of the training images.',
    ),
  learningRates: z
    .array(rate)
    .min(1)
    .max(10)
    .default([1e-3, 3e-3, 1e-2])
    .describe('The rates that "auto" chooses among.'),
  searchEpochs: z.int().min(1).max(1000).default(3).describe("Epochs of each short training."),
};
