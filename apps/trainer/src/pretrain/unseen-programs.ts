import { createHash } from "node:crypto";
import type { DatasetRecord } from "@graft/db";
import { fingerprintOf } from "../dataset/content-keys.ts";
import { encodePreview } from "../dataset/encode-preview.ts";
import { bytesOf } from "../drawing/drawing-job.ts";
import {
  drawPlannedProgram,
  type ImagesPlan,
  numImages,
  programOf,
} from "../drawing/images-plan.ts";
import { openImageStore, type StoreOptions } from "./image-store.ts";
import type { UnseenImages } from "./probe.ts";

/** Part of each unseen program's images that the probe is fitted on. */
const TRAIN_PART = 2 / 3;

export interface UnseenPrograms extends UnseenImages {
  readonly classNames: readonly string[];
}

/** Draws the images of programs that the net is not trained on, all into memory. */
export async function drawUnseen(plan: ImagesPlan, options: StoreOptions): Promise<UnseenPrograms> {
  const store = await openImageStore(plan, options);
  const count = numImages(plan);
  const pixels = new Uint8Array(count * bytesOf(plan));
  for (let position = 0; position < count; position++) {
    store.read(position, pixels.subarray(position * bytesOf(plan), (position + 1) * bytesOf(plan)));
  }
  store.close();
  const positions = Array.from({ length: count }, (_, position) => position);
  const isTrain = (position: number) =>
    position % plan.perProgram < Math.floor(plan.perProgram * TRAIN_PART);
  const digits = String(plan.programs).length;
  return {
    pixels,
    size: plan.size,
    labels: Int32Array.from(positions, (position) => programOf(plan, position)),
    numClasses: plan.programs,
    train: Int32Array.from(positions.filter(isTrain)),
    test: Int32Array.from(positions.filter((position) => !isTrain(position))),
    classNames: Array.from({ length: plan.programs }, (_, program) => {
      const number = String(program + 1).padStart(digits, "0");
      return `${number} ${drawPlannedProgram(plan, program).family}`;
    }),
  };
}

/** The images as a data set of the database, so that the dashboard shows what the probe got wrong. */
export function unseenDataset(unseen: UnseenPrograms): DatasetRecord {
  const { pixels, size, labels, classNames } = unseen;
  const length = size * size * 3;
  const images = Array.from(labels, (label, position) => {
    const image = pixels.subarray(position * length, (position + 1) * length);
    return {
      hash: createHash("sha256").update(`drawn ${size}\n`).update(image).digest("hex"),
      label,
      source: `${classNames[label]}/${position}`,
      width: size,
      height: size,
      bytes: length,
    };
  });
  return {
    name: "unseen programs",
    kind: "generated",
    fingerprint: fingerprintOf(
      images.map(({ hash, label }) => ({ hash, className: classNames[label]!, group: null })),
      classNames,
    ),
    classes: classNames,
    images,
    preview: (position) => encodePreview({ imageSize: size, pixels }, position),
    previewSide: size,
  };
}
