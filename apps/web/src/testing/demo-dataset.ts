import { createHash } from "node:crypto";
import { type Db, registerDataset, registerSplit } from "@graft/db";
import { drawImage } from "./draw-image.ts";

/** A data set in the database, with what the made-up runs need to know of it. */
export interface DemoDataset {
  readonly id: number;
  readonly classNames: readonly string[];
  /** By position. */
  readonly imageIds: readonly number[];
  readonly labels: readonly number[];
  readonly hashes: readonly string[];
}

/** Stores `perClass` made-up images of each class; the images follow from the name alone. */
export async function seedDataset(
  db: Db,
  { name, classNames, perClass }: { name: string; classNames: readonly string[]; perClass: number },
): Promise<DemoDataset> {
  const labels = classNames.flatMap((_, label) => Array<number>(perClass).fill(label));
  const previews = await Promise.all(
    labels.map((label, position) => drawImage(classNames[label] ?? "drawing", position)),
  );
  const hashes = previews.map((bytes) => createHash("sha256").update(bytes).digest("hex"));
  const { datasetId, imageIds } = await registerDataset(db, {
    name,
    kind: "folder",
    fingerprint: createHash("sha256").update(hashes.join()).digest("hex"),
    classes: classNames,
    images: hashes.map((hash, position) => ({
      hash,
      label: labels[position] ?? 0,
      source: `${classNames[labels[position] ?? 0]}/${String(position).padStart(4, "0")}.jpg`,
      width: 160,
      height: 160,
      bytes: previews[position]?.length ?? 0,
    })),
    preview: async (position) => previews[position] ?? new Uint8Array(),
  });
  return { id: datasetId, classNames, imageIds, labels, hashes };
}

export interface DemoSplit {
  readonly id: number;
  readonly repeat: number;
  /** Positions of the test images. */
  readonly test: readonly number[];
}

/** Takes every third image for testing, shifted by the repeat, so that repeats have other test images. */
export async function seedSplit(db: Db, dataset: DemoDataset, repeat: number): Promise<DemoSplit> {
  const isTest = (position: number) => position % 3 === repeat % 3;
  const id = await registerSplit(db, {
    datasetId: dataset.id,
    imageIds: dataset.imageIds,
    hashes: dataset.hashes,
    seed: 1 + repeat,
    repeat,
    parts: dataset.imageIds.map((_, position) => (isTest(position) ? "test" : "train")),
  });
  return { id, repeat, test: [...dataset.imageIds.keys()].filter(isTest) };
}
