import * as z from "zod";

/** How long, in what portions, and how the learning rate goes up and down. */
const schedule = {
  epochs: z.int().min(1).max(10_000).default(8).describe("Passes over the training images."),
  batchSize: z.int().min(1).max(1024).default(16).describe("Images per optimiser step."),
  warmupFraction: z
    .number()
    .min(0)
    .max(0.9)
    .default(0.1)
    .describe("Part of all steps over which the learning rate rises from 0; cosine decay follows."),
};

/** How a gradient becomes a step. */
const optimisation = {
  optimizer: z
    .enum(["adamw", "sgd"])
    .default("adamw")
    .describe("sgd is with Nesterov momentum and needs a far larger learning rate, such as 0.003."),
  momentum: z.number().min(0).max(0.999).default(0.9).describe("Of sgd; adamw has its own."),
  weightDecay: z.number().min(0).max(1).default(1e-4).describe("Decoupled weight decay."),
  clipNorm: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe("Largest norm of the whole gradient; a longer one is shortened to it. Null: any."),
};

/** What keeps a net from learning its few images by heart. */
const regularisation = {
  labelSmoothing: z
    .number()
    .min(0)
    .max(0.9)
    .default(0)
    .describe("Part of each target that is spread over all classes; makes probabilities humbler."),
  mixup: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe("Blends pairs of images and targets by a Beta(mixup, mixup) share; 0 blends none."),
  averageWeights: z
    .number()
    .min(0)
    .max(0.9999)
    .default(0)
    .describe(
      "Decay per step of a running mean of the weights, which is what is judged and kept; 0 keeps the last weights.",
    ),
};

const CUE =
  "Off by default: a strong change of colour takes away what may tell the classes apart, such as a photograph from a drawing.";

/** What is changed at random about each training image, drawn by the seed. */
const augmentation = {
  flip: z.boolean().default(true).describe("Mirror half of the training images, by seed."),
  crop: z
    .number()
    .min(0.05)
    .max(1)
    .default(1)
    .describe("Smallest part of an image's area that a random crop keeps; 1 crops nothing."),
  brightness: z
    .number()
    .min(0)
    .max(0.9)
    .default(0)
    .describe("Largest change of brightness, as a part of it; 0.1 is mild."),
  colour: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe(`Largest change of saturation; 1 goes down to grey. ${CUE}`),
};

/** When training ends, and how its result is applied. */
const result = {
  stopEarly: z
    .number()
    .min(0)
    .max(0.5)
    .default(0)
    .describe(
      "Part of the training images held back to judge each epoch: the weights of the best one are kept. 0 trains on all of them, to the end.",
    ),
  patience: z
    .int()
    .min(1)
    .max(1000)
    .default(3)
    .describe("Epochs without a better one after which stopEarly stops."),
  testFlip: z
    .boolean()
    .default(true)
    .describe(
      "Judge each test image and its mirror image, and take the mean probability. The saved model judges the image alone.",
    ),
};

/** The settings that `fine-tuned` and `scratch` share. */
export const trainingShape = {
  ...schedule,
  ...optimisation,
  ...regularisation,
  ...augmentation,
  ...result,
};
