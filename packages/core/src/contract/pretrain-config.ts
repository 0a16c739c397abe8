import * as z from "zod";
import { AppError } from "./errors.ts";
import { DEVICES } from "./experiment-config.ts";
import { shortened } from "./names.ts";
import { type ConfigKind, describeFaults } from "./parse-experiment-config.ts";

const block = z
  .strictObject({
    channels: z.int().min(4).max(2048),
    stride: z.union([z.literal(1), z.literal(2)]).default(1),
  })
  .describe("A depthwise separable convolution.");

/** How a backbone is pretrained on drawn images: `trainer pretrain`. */
const PretrainConfigSchema = z.strictObject({
  $schema: z.string().max(4096).optional(),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,60}$/, { error: "small letters, digits and hyphens only" })
    .describe("Of the backbone, and of the folder that it is written to."),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1),
  images: z.strictObject({
    programs: z.int().min(2).max(10_000).describe("The classes that the net learns to tell apart."),
    perProgram: z.int().min(1).max(100_000).describe("Training images of each."),
    margin: z
      .int()
      .min(0)
      .max(512)
      .default(16)
      .describe("Pixels by which training images are larger than the net's input: room to crop."),
    unseenPrograms: z
      .int()
      .min(2)
      .max(1000)
      .default(40)
      .describe("Programs that are never trained on; they decide which epoch is kept."),
    perUnseenProgram: z
      .int()
      .min(6)
      .max(1000)
      .default(30)
      .describe("Images of each: two thirds to fit a linear probe on, one third to test it."),
  }),
  net: z.strictObject({
    imageSize: z.int().min(16).max(512).default(96).describe("Side of the net's input in pixels."),
    stem: z.int().min(4).max(512).default(24).describe("Channels of the first convolution."),
    blocks: z.array(block).min(1).max(40),
  }),
  training: z.strictObject({
    epochs: z.int().min(1).max(1000).default(10),
    batchSize: z.int().min(2).max(1024).default(64),
    learningRate: z.number().positive().max(1).default(3e-3),
    weightDecay: z.number().min(0).max(1).default(0.02),
    warmupFraction: z.number().min(0).max(0.9).default(0.1),
  }),
  device: z.enum(DEVICES).default("auto"),
});
export type PretrainConfig = z.output<typeof PretrainConfigSchema>;

const PRETRAINING: ConfigKind = {
  jsonSchema: () => z.toJSONSchema(PretrainConfigSchema, { io: "input" }),
  knownNames: new Map([["device", DEVICES]]),
};

/** @throws {AppError} CONFIG_INVALID with a line per fault, as `describeFaults`. */
export function parsePretrainConfig(input: unknown, source = "config"): PretrainConfig {
  const parsed = PretrainConfigSchema.safeParse(input, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new AppError({
    code: "CONFIG_INVALID",
    message: `${shortened(source, 200)} is not a valid pretraining:\n${describeFaults(parsed.error, input, PRETRAINING)}`,
    hint: "Nothing was run. Compare with experiments/pretrain.json.",
    cause: parsed.error,
  });
}
