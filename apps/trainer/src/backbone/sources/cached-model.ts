import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { redactAddresses } from "@graft/core/contract";
import type { AppError } from "@graft/core/contract/errors";
import { readModelFile } from "../model-file.ts";
import { hashMismatch } from "./download/http-get.ts";
import { WORK_FOLDERS } from "./download/work-folder.ts";
import type { ModelRecord } from "./model-address.ts";
import { folderName, readRecord } from "./model-address.ts";

/** A downloaded model in the user's cache. */
export interface CachedModel {
  readonly folder: string;
  readonly modelPath: string;
  readonly record: ModelRecord;
}

/** The model of an address, or null when it was not downloaded. Its files are not read. */
export async function findCached(home: string, url: string): Promise<CachedModel | null> {
  const cached = await cachedIn(join(home, folderName(url)));
  return cached?.record.url === redactAddresses(url) ? cached : null;
}

/** All downloaded models, by name of their folders. */
export async function listCached(home: string): Promise<CachedModel[]> {
  const names = await readdir(home).catch(() => []); // nothing was downloaded yet
  const models = await Promise.all(
    names
      .filter((name) => name !== WORK_FOLDERS)
      .sort()
      .map((name) => cachedIn(join(home, name))),
  );
  return models.filter((model) => model !== null);
}

async function cachedIn(folder: string): Promise<CachedModel | null> {
  const record = await readRecord(folder);
  return record && { folder, modelPath: join(folder, "model.json"), record };
}

/**
 * Reads all files of a cached model and compares them with its record.
 *
 * @throws {AppError} BACKBONE_HASH_MISMATCH when somebody changed them; as `readModelFile`.
 */
export async function verifyCached({ modelPath, folder, record }: CachedModel): Promise<void> {
  const { groups } = await readModelFile(modelPath, folder);
  const found = await hashFiles([modelPath, ...groups.flatMap((group) => group.files)]);
  if (found !== record.sha256) throw changedOnDisk({ folder, record }, found);
}

/** The files are not those that were downloaded. */
export function changedOnDisk(
  { folder, record }: Pick<CachedModel, "folder" | "record">,
  found: string,
): AppError {
  return hashMismatch(
    `The files in ${folder} were changed after they were downloaded: their SHA-256 is ${found}, not ${record.sha256}.`,
    `Download them again: \`pnpm trainer backbone pull --again ${record.url}\`.`,
  );
}

/** SHA-256 of files one after the other, as `sha256sum` says of their concatenation. */
export async function hashFiles(paths: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const path of paths) {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  }
  return hash.digest("hex");
}
