import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { redactAddresses } from "@graft/core/contract";
import { z } from "zod";
import { RECORD_FILE } from "./model-address.ts";

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
