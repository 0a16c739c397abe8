import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ModelUrl, redactAddresses, shortened } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import { z } from "zod";
import { invalidBackbone } from "../loaded-backbone.ts";
import type { ModelDescription, WeightEntry } from "../model-file.ts";
import { byteLength } from "../read-weights.ts";

/** Beside the model's own files in a cached folder. */
export const RECORD_FILE = "source.json";
const MODEL_FILE = "model.json";
/** Letters, digits, dot, hyphen and underscore: nothing that an address or a file system reads otherwise. */
const PLAIN_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$/;

/** @throws {AppError} CONFIG_INVALID for what Graft does not download. */
export function requireModelUrl(text: string): string {
  const parsed = ModelUrl.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new AppError({
    code: "CONFIG_INVALID",
    message: `${shortened(redactAddresses(JSON.stringify(text)), 200)} cannot be pulled; expected ${parsed.error.issues[0]?.message}.`,
    hint: "Give a name that `pnpm trainer backbone list` shows, or an address like https://example.org/net/model.json.",
  });
}

/** Name of a model's folder in the cache: readable, and different for every address. */
export function folderName(url: string): string {
  const key = createHash("sha256").update(url).digest("hex").slice(0, 16);
  const parent = new URL(url).pathname.split("/").at(-2) ?? "";
  const readable = parent.replaceAll(/[^A-Za-z0-9_.-]/g, "").replace(/^[.-]+/, "");
  return `${readable.slice(0, 80) || "model"}-${key}`;
}

/**
 * Address of a weight file. It keeps the query of the model's address, as tfjs does: some servers carry
 * a token there.
 */
function weightUrl(modelUrl: string, path: string): string {
  const url = new URL(path, modelUrl);
  url.search = new URL(modelUrl).search;
  return url.href;
}

/**
 * The paths that model.json names its weight files by: plain names below its own folder, each once. The
 * file is somebody else's, and these become addresses and paths on this machine.
 *
 * @throws {AppError} BACKBONE_INVALID, naming the path.
 */
function requirePlainPaths(paths: readonly string[], modelUrl: string): void {
  const taken = new Set([MODEL_FILE, RECORD_FILE]);
  for (const path of paths) {
    const isPlain = path.split("/").every((name) => PLAIN_NAME.test(name));
    if (!isPlain || path.length > 500) {
      throw invalidBackbone(
        `${modelUrl} names the weight file ${JSON.stringify(path)}, which is not a plain name inside the model's own folder.`,
        "Weight files lie beside model.json, under names of letters, digits, dots, hyphens and underscores.",
      );
    }
    const key = path.toLowerCase(); // some file systems do not tell upper case from lower
    if (taken.has(key)) {
      throw invalidBackbone(`${modelUrl} names the file ${JSON.stringify(path)} twice.`);
    }
    taken.add(key);
  }
}

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
      "The file is damaged, or it is not a net for small image sets.",
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

const ModelRecord = z.object({
  /** Without what may be secret; the folder's name tells addresses that differ in that alone apart. */
  url: z.string().transform(redactAddresses),
  /** Of model.json and weight files, one after the other: what every later use must have. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Who said that this is the right hash; "first use": nobody, the first download was trusted. */
  pinnedBy: z.enum(["config", "catalogue", "first use"]),
  pulledAt: z.iso.datetime(),
  /** Of all files together. */
  bytes: z.int().positive(),
  numParameters: z.int().positive(),
  /** Side in pixels that the net was made for; null: any. */
  imageSize: z.int().positive().nullable(),
  /** What pixel values 0 and 255 are mapped to; null: nobody said. */
  inputRange: z.tuple([z.number(), z.number()]).readonly().nullable(),
  /** SPDX identifier; null: nobody said. */
  licence: z.string().nullable(),
});

/** What is known of a downloaded model; lies beside it. */
export type ModelRecord = z.output<typeof ModelRecord>;

/** The record of a cached folder, or null when there is none that can be read. */
export async function readRecord(folder: string): Promise<ModelRecord | null> {
  try {
    return ModelRecord.parse(JSON.parse(await readFile(join(folder, RECORD_FILE), "utf8")));
  } catch {
    return null; // whatever the reason, the model counts as not downloaded
  }
}
