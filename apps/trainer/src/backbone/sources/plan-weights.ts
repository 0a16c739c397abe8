import { invalidBackbone } from "../backbone-error.ts";
import type { ModelDescription, WeightEntry } from "../model-file.ts";
import { byteLength } from "../read-weights.ts";
import { requirePlainPaths, weightUrl } from "./model-address.ts";

/** No net that Graft can train in memory comes near these. */
const MAX_BYTES = 2 ** 31;
const MAX_FILES = 2000;

interface WeightFile {
  /** Relative to model.json, plain names only. */
  readonly path: string;
  readonly url: string;
}

/** Files that hold one group of weights together. */
export interface WeightGroup {
  readonly files: readonly WeightFile[];
  /** Length of all its files together. */
  readonly bytes: number;
}

export interface WeightPlan {
  readonly groups: readonly WeightGroup[];
  readonly bytes: number;
  readonly numParameters: number;
}

/**
 * What must be downloaded beside model.json, all of it checked before the first byte is asked for.
 *
 * @throws {AppError} BACKBONE_INVALID for paths that leave the model's folder and for absurd sizes.
 */
export function planWeights({ groups }: ModelDescription, modelUrl: string): WeightPlan {
  const paths = groups.flatMap((group) => group.paths);
  requirePlainPaths(paths, modelUrl);
  if (paths.length === 0) throw invalidBackbone(`${modelUrl} names no weight files.`);
  if (paths.length > MAX_FILES) {
    throw invalidBackbone(
      `${modelUrl} names ${paths.length} weight files; at most ${MAX_FILES} are downloaded.`,
    );
  }
  const planned = groups.map((group) => ({
    files: group.paths.map((path) => ({ path, url: weightUrl(modelUrl, path) })),
    bytes: sum(group.weights.map(byteLength)),
  }));
  const bytes = sum(planned.map((group) => group.bytes));
  if (bytes === 0 || bytes > MAX_BYTES) {
    throw invalidBackbone(
      `${modelUrl} describes ${bytes} bytes of weights; expected 1 to ${MAX_BYTES} (${MAX_BYTES / 2 ** 30} GiB).`,
      "The file is damaged, or it is no net for small image sets.",
    );
  }
  const numParameters = sum(groups.flatMap((group) => group.weights).map(countValues));
  return { groups: planned, bytes, numParameters };
}

function countValues({ shape }: WeightEntry): number {
  return shape.reduce((product, size) => product * size, 1);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
