import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { REDACTED, redactAddresses } from "@graft/core/contract";
import { storageFault } from "../../files/write-atomically.ts";
import { missingBackbone } from "../loaded-backbone.ts";
import { type CachedModel, findCached, listCached } from "./cached-model.ts";
import { catalogueEntryOf } from "./catalogue.ts";
import { type Download, type DownloadOptions, downloadModel } from "./download/download-model.ts";
import { hashMismatch } from "./download/http-get.ts";
import { openWorkFolder } from "./download/work-folder.ts";
import type { ModelRecord } from "./model-address.ts";
import { folderName, RECORD_FILE, requireModelUrl } from "./model-address.ts";

export interface PullOptions extends DownloadOptions {
  /** Folder of all downloaded models. */
  readonly home: string;
  /** What the model must have. */
  readonly sha256?: string | undefined;
  /** Downloads it even if it is here; it must be the same as before. */
  readonly again?: boolean;
}

interface Pin {
  readonly sha256: string;
  readonly by: ModelRecord["pinnedBy"];
}

/**
 * The model of an address: from the cache, without a network, or downloaded into it.
 *
 * Downloading is atomic (the cache holds all of a model or nothing), resumes where an interrupted
 * process stopped, and leaves nothing behind when it fails. Who says what the right hash is, in this
 * order: the caller, the record of an earlier download, the catalogue; else the first download is
 * trusted and its hash recorded.
 *
 * @throws {AppError} CONFIG_INVALID, BACKBONE_NOT_FOUND, BACKBONE_UNREACHABLE, BACKBONE_INCOMPLETE,
 *   BACKBONE_INVALID, BACKBONE_HASH_MISMATCH, DISK_FULL or OUTPUT_NOT_WRITABLE; the signal's reason.
 */
export async function pullModel(address: string, options: PullOptions): Promise<CachedModel> {
  const url = requireModelUrl(address);
  if (url.includes(REDACTED)) return findStored(url, options);
  const cached = await findCached(options.home, url);
  const pin = pinOf(url, { cached, options });
  if (cached && !options.again) {
    requireHash(cached.record.sha256, { pin, url, place: cached.folder });
    return cached;
  }
  const name = folderName(url);
  const place = join(options.home, name);
  const work = await openWorkFolder(options.home, name);
  try {
    const download = await downloadModel(url, work, options);
    requireHash(download.sha256, { pin, url, place: cached?.folder });
    const record = recordOf(url, { download, pin });
    await writeRecord(work.modelFolder, record);
    const inTheWay = existsSync(place) && (options.again || !(await findCached(options.home, url)));
    const isOurs = await work.publish(place, { replace: inTheWay });
    const other = isOurs ? null : await findCached(options.home, url);
    if (!other) return { folder: place, modelPath: join(place, "model.json"), record };
    // Another process was first: its model must be the same one.
    requireHash(other.record.sha256, { pin: { ...record, by: "first use" }, url, place });
    return other;
  } catch (error) {
    // An interrupted download is kept for the next attempt; a failed one would only fail again.
    if (!options.signal.aborted) await work.discard();
    throw error;
  }
}

/** The model of an address as a run stored it, without its secret: here already, or not to be had. */
async function findStored(url: string, { home, sha256 }: PullOptions): Promise<CachedModel> {
  const found = (await listCached(home)).find(
    ({ record }) => record.url === url && record.sha256 === sha256,
  );
  if (found) return found;
  throw missingBackbone(
    `${url} is not on this machine, and this address lacks the secret part that was left out when it was stored.`,
    "Put the whole address into backbone.url.",
  );
}

function pinOf(
  url: string,
  { cached, options }: { cached: CachedModel | null; options: PullOptions },
): Pin | null {
  if (options.sha256) return { sha256: options.sha256, by: "config" };
  if (cached) return { sha256: cached.record.sha256, by: cached.record.pinnedBy };
  const listed = catalogueEntryOf(url)?.sha256;
  return listed ? { sha256: listed, by: "catalogue" } : null;
}

function requireHash(
  found: string,
  { pin, url, place }: { pin: Pin | null; url: string; place: string | undefined },
): void {
  if (!pin || pin.sha256 === found) return;
  throw hashMismatch(
    `${url} is not the model that was expected: its SHA-256 is ${found}, not ${pin.sha256}.`,
    place
      ? `If the change is wanted, correct the hash in the config or delete the folder ${place}; if not, somebody changed the files.`
      : "Nothing was kept. If the change is wanted, correct the hash; if not, somebody changed the files on the server.",
  );
}

function recordOf(
  url: string,
  { download, pin }: { download: Download; pin: Pin | null },
): ModelRecord {
  const entry = catalogueEntryOf(url);
  return {
    url: redactAddresses(url),
    ...download,
    pinnedBy: pin?.by ?? "first use",
    pulledAt: new Date().toISOString(),
    inputRange: entry?.inputRange ?? null,
    licence: entry?.licence ?? null,
  };
}

async function writeRecord(folder: string, record: ModelRecord): Promise<void> {
  const path = join(folder, RECORD_FILE);
  try {
    await writeFile(path, `${JSON.stringify(record, null, 2)}\n`, { flush: true });
  } catch (error) {
    throw storageFault(error, path, "GRAFT_MODELS");
  }
}
