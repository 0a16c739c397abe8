import { z } from "zod";

const rate = z.number().positive().max(1);

/**
 * The peak learning rate, and how it is searched for. `fine-tuned` and `scratch` share these settings:
 * both get the same search over the same number of rates, so that neither is tuned better than the other.
 */
const searchedRate = {
  learningRate: z
    .union([z.literal("auto"), rate])
    .default("auto")
    .describe(
      'Peak rate of the body. "auto" tries `learningRates` in short trainings inside the training images.',
    ),
  learningRates: z
    .array(rate)
    .min(1)
    .max(10)
    .nullable()
    .default(null)
    .describe(
      'The rates that "auto" chooses among. Null: five rates, half a decade apart, around 0.01 for `scratch` and around the rate that suits the backbone for `fine-tuned`.',
    ),
  searchEpochs: z
    .int()
    .min(1)
    .max(1000)
    .default(8)
    .describe("Epochs of each short training, at most `epochs`."),
};

/** Rates of a pretrained net: slow below, faster above. */
export const fineTuningRates = {
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
export const scratchRates = searchedRate;
