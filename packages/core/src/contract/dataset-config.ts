import * as z from "zod";
import { plainLine, visibleName } from "./names.ts";

const side = z.int().min(8).max(4096);
const common = {
  imageSize: z
    .int()
    .min(16)
    .max(1024)
    .default(224)
    .describe("Side in pixels to which every image is decoded (shorter side fitted, centre kept)."),
  onBadImage: z
    .enum(["fail", "skip"])
    .default("fail")
    .describe("What to do with an image that cannot be read; skipped ones are counted in the run."),
  // Without a default of its own: resolved configs of earlier versions must stay what they are.
  groupNearDuplicates: z
    .boolean()
    .optional()
    .describe(
      "Keep images that show the same scene (compressed again, resized, cropped, mirrored, recoloured) on one side of every split; default: false.",
    ),
};

/** A folder per class: `path/<class>/**.jpg`; other layouts are in docs/data.md. */
const FolderDataset = z.strictObject({
  kind: z.literal("folder"),
  path: plainLine.describe(
    "Folder that holds a folder of images for each class, or the parts of a split (train, test) with such folders.",
  ),
  ...common,
});

/** Large images cut into labelled tiles, as in the lesson. */
const MosaicDataset = z.strictObject({
  kind: z.literal("mosaic"),
  mosaics: z
    .array(
      z.strictObject({
        image: plainLine.describe("The large image."),
        label: visibleName(200).describe("Class of all its tiles."),
        tile: z.tuple([side, side]).default([224, 224]).describe("Width and height of a tile."),
        offset: z
          .tuple([z.int().min(1), z.int().min(1)])
          .optional()
          .describe(
            "Distance between tiles; default: the tile itself, so that none overlap. Tiles of an image that do overlap stay on one side of every split.",
          ),
        keepEdges: z
          .boolean()
          .default(false)
          .describe(
            "Keep incomplete tiles at the edges, fitted like any other image; otherwise they are dropped.",
          ),
      }),
    )
    .min(1)
    .max(10_000),
  ...common,
});

/** A CSV or JSON Lines file with the columns `path`, `label` and optionally `group` and `split`. */
const ManifestDataset = z.strictObject({
  kind: z.literal("manifest"),
  path: plainLine.describe("CSV or JSON Lines file; the image paths in it are relative to it."),
  ...common,
});

/** Tiles of 224 x 224 pixels, in rows of 15, in an image of 268 million pixels. */
const MAX_TILES = 5340;

/** Images that Graft draws itself: made-up landscapes, photographed or drawn by hand. */
const GeneratedDataset = z
  .strictObject({
    kind: z.literal("generated"),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(1)
      .describe("Of the images; independent of the experiment's own seed."),
    perClass: z
      .int()
      .min(2)
      .max(10_000)
      .default(150)
      .describe("Images of each of the two classes; with mosaics a multiple of 15."),
    as: z
      .enum(["images", "mosaics"])
      .default("images")
      .describe("A file per image, or two large images of tiles in 15 columns."),
    ...common,
  })
  .refine(({ as, perClass }) => as === "images" || perClass % 15 === 0, {
    path: ["perClass"],
    error: "must be a multiple of 15 for mosaics, which have 15 columns",
  })
  .refine(({ as, perClass }) => as === "images" || perClass <= MAX_TILES, {
    path: ["perClass"],
    error: `at most ${MAX_TILES} for mosaics: a larger one has more pixels than any image that is read`,
  });

export const DatasetConfig = z.discriminatedUnion("kind", [
  FolderDataset,
  MosaicDataset,
  ManifestDataset,
  GeneratedDataset,
]);
export type DatasetConfig = z.output<typeof DatasetConfig>;
export type DatasetConfigOf<K extends DatasetConfig["kind"]> = Extract<DatasetConfig, { kind: K }>;
