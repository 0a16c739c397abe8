import * as z from "zod";
import { invalidModel } from "./invalid-model.ts";

/** Name of the file that says what the other files of a model folder are. */
export const DESCRIPTION_FILE = "graft-model.json";

const fileName = z.string().regex(/^[a-z0-9][a-z0-9.-]*$/);

/** What pixel values 0 and 255 are mapped to. */
const InputRange = z.tuple([z.number(), z.number()]);

/** A net as tfjs saves it: topology (JSON) and weights (float32). */
const net = {
  format: z.literal("tfjs-layers-1"),
  topology: fileName,
  weights: fileName,
  inputRange: InputRange,
};

/** Images to class probabilities in one net: `fine-tuned` and `scratch`. */
const NetPart = z.strictObject({ ...net });

/** What becomes of an image before a classifier sees it. */
const FeaturesPart = z.discriminatedUnion("format", [
  /** Its pixels at another size, each the mean of the area that it covers, in [0, 1]; red, green, blue by turns. */
  z.strictObject({ format: z.literal("area-average-1"), size: z.int().positive().max(4096) }),
  /**
   * What a pretrained net makes of it: the vector of its last layer (the mean over space where that is a map), or
   * mean and standard deviation over space of every block's map, with the last vector in front where no block covers it.
   */
  z.strictObject({
    ...net,
    set: z.enum(["last-layer", "every-block"]),
    /** Layers whose maps are pooled, in order. */
    blocks: z.array(z.string()),
    /** SHA-256 of the pretrained net's files. */
    sha256: z.string(),
    /** Layer at which it was cut. */
    cut: z.string(),
  }),
]);

/** Features to class probabilities. */
const ClassifierPart = z.strictObject({
  format: z.literal("graft-classifier-1"),
  model: fileName,
  numbers: fileName,
});

/**
 * Version 1 of Graft's model folder: how an image becomes class probabilities, and which files hold the parts. Each
 * part is named by its role and has a format of its own, so that others can be added.
 */
export const ModelDescription = z.strictObject({
  format: z.literal("graft-model"),
  version: z.literal(1),
  /** In the order of the probabilities. */
  classNames: z.array(z.string()).min(2),
  image: z.strictObject({
    /** Side in pixels. */
    size: z.int().positive().max(4096),
    /** Upright by EXIF, sRGB with 8 bits, transparency on white. */
    decoding: z.literal("upright-srgb-on-white-1"),
    /** The largest centred square, resized with the Lanczos kernel (a = 3) as Pillow's `ImageOps.fit` does. */
    fit: z.literal("centred-square-lanczos-1"),
  }),
  /** Whether the probabilities are the mean of an image's and its mirror image's. */
  mirrored: z.boolean(),
  parts: z.union([
    z.strictObject({ net: NetPart }),
    z.strictObject({ features: FeaturesPart, classifier: ClassifierPart }),
  ]),
  /** What the model knows of its own doubt. */
  calibration: z
    .strictObject({
      format: z.literal("graft-calibration-1"),
      model: fileName,
      numbers: fileName,
    })
    .nullable()
    .default(null),
});
export type ModelDescription = z.output<typeof ModelDescription>;

/** What is the same for every model that this version writes. */
export const WRITTEN = {
  format: "graft-model",
  version: 1,
} as const;
export const IMAGE = {
  decoding: "upright-srgb-on-white-1",
  fit: "centred-square-lanczos-1",
} as const;

/** Reads a `graft-model.json`. @throws {AppError} MODEL_INVALID. */
export function parseDescription(json: string): ModelDescription {
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch (error) {
    throw invalidModel(`${DESCRIPTION_FILE} is not JSON`, error);
  }
  const { format, version } = Object(content) as { format?: unknown; version?: unknown };
  if (format === "graft-model" && version !== 1) {
    throw invalidModel(`it has version ${JSON.stringify(version)}, and this Graft reads version 1`);
  }
  const parsed = ModelDescription.safeParse(content);
  if (parsed.success) return parsed.data;
  throw invalidModel(`${DESCRIPTION_FILE} does not fit: ${z.prettifyError(parsed.error)}`);
}
