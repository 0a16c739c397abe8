import { mkdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runPool } from "../../../dataset/decode-listing.ts";
import { requireRoom, storageFault } from "../../../files/write-atomically.ts";
import { findInput } from "../../input-layer.ts";
import { invalidBackbone } from "../../loaded-backbone.ts";
import { MAX_MODEL_FILE_BYTES, parseModel } from "../../model-file.ts";
import { parseTopology } from "../../topology.ts";
import { translateLayers } from "../../translate-layers.ts";
import { hashFiles } from "../cached-model.ts";
import { planWeights, type WeightGroup } from "../model-address.ts";
import { type FetchOptions, fetchFile } from "./fetch-file.ts";
import { incomplete } from "./http-get.ts";
import type { WorkFolder } from "./work-folder.ts";

const MODEL_FILE = "model.json";
/** Many nets lie in dozens of small files; a few at a time hide the way to the server and back. */
const CONNECTIONS = 4;

/** What was downloaded. */
export interface Download {
  /** Of model.json and weight files, one after the other. */
  readonly sha256: string;
  readonly bytes: number;
  readonly numParameters: number;
  /** Side in pixels that the net was made for; null: any. */
  readonly imageSize: number | null;
}

export interface DownloadOptions extends Pick<FetchOptions, "signal" | "pauseMs" | "idleMs"> {
  /** Bytes of weights that are here, and bytes in all; called once per percent. */
  readonly onProgress?: ((received: number, total: number) => void) | undefined;
}

/**
 * Fetches model.json, checks all that it says, then fetches its weight files and checks their lengths.
 *
 * @throws {AppError} as `fetchFile`; BACKBONE_INVALID when it is not a trainable net that takes images.
 */
export async function downloadModel(
  url: string,
  work: WorkFolder,
  { onProgress, ...options }: DownloadOptions,
): Promise<Download> {
  const target = work.target(MODEL_FILE);
  await fetchFile(url, target, { ...options, maxBytes: MAX_MODEL_FILE_BYTES });
  const json = await readFile(target.path);
  if (/^\s*</.test(json.toString("latin1", 0, 100))) {
    throw invalidBackbone(
      `${url} delivers a web page, not a model.json.`,
      "Give the address of the model.json itself.",
    );
  }
  const model = parseModel(json, url);
  const topology = parseTopology(translateLayers(model.model, { file: url }), url);
  const imageSize = findInput(topology, url).size[0];
  const plan = planWeights(model, url);
  await requireRoom(work.modelFolder, plan.bytes);

  const files = plan.groups.flatMap((group) =>
    group.files.map((file) => ({ ...file, maxBytes: group.bytes, place: work.target(file.path) })),
  );
  let received = 0;
  let percent = -1;
  const onBytes = (change: number): void => {
    received += change;
    const now = Math.floor((100 * received) / plan.bytes);
    if (now !== percent) onProgress?.(received, plan.bytes);
    percent = now;
  };
  const fetchOne = async (file: (typeof files)[number]): Promise<void> => {
    const { place, maxBytes } = file;
    await mkdir(dirname(place.path), { recursive: true }).catch((error: unknown) => {
      throw storageFault(error, place.path, "GRAFT_MODELS");
    });
    await fetchFile(file.url, place, { ...options, maxBytes, onBytes });
  };
  await runPool(files, fetchOne, { limit: CONNECTIONS, signal: options.signal });
  for (const group of plan.groups) await requireLength(group, work, url);
  return {
    sha256: await hashFiles([target.path, ...files.map((file) => file.place.path)]),
    bytes: json.length + plan.bytes,
    numParameters: plan.numParameters,
    imageSize,
  };
}

async function requireLength(group: WeightGroup, work: WorkFolder, url: string): Promise<void> {
  const lengths = await Promise.all(
    group.files.map(async ({ path }) => (await stat(join(work.modelFolder, path))).size),
  );
  const found = lengths.reduce((sum, length) => sum + length, 0);
  if (found === group.bytes) return;
  const names = group.files.map((file) => file.path).join(", ");
  if (found < group.bytes) {
    throw incomplete(
      `The weights of ${url} are cut short: ${names} hold ${found} bytes, but model.json describes ${group.bytes}.`,
    );
  }
  throw invalidBackbone(
    `The weights of ${url} are too long: ${names} hold ${found} bytes, but model.json describes ${group.bytes}.`,
  );
}
