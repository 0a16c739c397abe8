import { RUN_KINDS, RunEvent } from "@graft/core/contract";

import { z } from "zod";

/** Version of the format. A reader refuses a newer one. */
export const RESCUE_VERSION = 2;

const Id = z.int().positive();
const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Time = z.iso.datetime({ offset: true });

const Image = z.strictObject({
  id: Id,
  hash: z.string().min(1),
  label: z.int().nonnegative(),
  source: z.string(),
  tileX: z.int().nullish(),
  tileY: z.int().nullish(),
  group: z.string().nullish(),
  width: z.int(),
  height: z.int(),
  bytes: z.int(),
});

const Pair = z.strictObject({
  first: z.int().nonnegative(),
  second: z.int().nonnegative(),
  similarity: z.number(),
  isMirrored: z.boolean(),
  scale: z.number(),
});

const Prediction = z.strictObject({
  imageId: Id,
  trueLabel: z.int().nonnegative(),
  predicted: z.int().nonnegative(),
  probabilities: z.array(z.number()),
});

/**
 * A line of a rescue file: what one process logged, as JSON Lines. Ids are those of the database that was lost and
 * mean nothing beyond the file. What matters most comes first: a file that was cut off loses previews of images
 * before it loses a run.
 */
export const RescueLine = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("graft-rescue"),
    version: z.int(),
    at: Time,
    /** Why it was written. */
    reason: z.string(),
  }),
  z.strictObject({
    type: z.literal("dataset"),
    id: Id,
    name: z.string(),
    kind: z.string(),
    fingerprint: z.string(),
    classes: z.array(z.string()),
    /** How many `images` follow. */
    numImages: z.int(),
  }),
  z.strictObject({ type: z.literal("images"), dataset: Id, images: z.array(Image) }),
  z.strictObject({
    type: z.literal("split"),
    id: Id,
    dataset: Id,
    seed: z.int(),
    repeat: z.int(),
    /** In the order of the images. */
    parts: z.array(z.enum(["train", "validation", "test"]).nullable()),
  }),
  z.strictObject({
    type: z.literal("experiment"),
    id: Id,
    dataset: Id,
    name: z.string(),
    config: z.unknown(),
    numSkipped: z.int(),
  }),
  z.strictObject({
    type: z.literal("run"),
    id: Id,
    experiment: Id,
    split: Id,
    method: z.enum(RUN_KINDS),
    repeat: z.int(),
    seed: z.int(),
    config: z.record(z.string(), z.unknown()),
    environment: z.record(z.string(), z.unknown()),
    device: z.string(),
    backend: z.string(),
    backendReason: z.string(),
    host: z.string(),
    pid: z.int(),
    processStart: z.string(),
    startedAt: Time,
  }),
  z.strictObject({ type: z.literal("event"), run: Id, seq: Id, at: Time, event: RunEvent }),
  z.strictObject({ type: z.literal("predictions"), run: Id, rows: z.array(Prediction) }),
  /** Near-duplicates of a data set, by the positions of their images. Since version 2. */
  z.strictObject({
    type: z.literal("near-duplicates"),
    dataset: Id,
    pairs: z.array(Pair),
    isComplete: z.boolean(),
    /** Whether these are the last ones of the data set. */
    isLast: z.boolean(),
  }),
  /** A piece of a file of a run. */
  z.strictObject({ type: z.literal("file"), sha256: Hash, offset: z.int(), base64: z.base64() }),
  z.strictObject({
    type: z.literal("preview"),
    dataset: Id,
    /** Of the image, in the data set's order. */
    position: z.int().nonnegative(),
    side: z.int(),
    base64: z.base64(),
  }),
  z.strictObject({ type: z.literal("end") }),
]);
export type RescueLine = z.output<typeof RescueLine>;
