import { existsSync } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { AppError } from "@graft/core/contract/errors";
import type { Db } from "../handle.ts";
import { databasePath } from "../handle.ts";
import { type Journal, journalOf } from "./journal.ts";
import { RESCUE_VERSION, type RescueLine } from "./rescue-line.ts";

/** Images, or pairs of them, per line. */
const CHUNK = 500;
/** Of a file, per line, in bytes; divisible by three, so that base64 needs no filling. */
const PIECE = 3 << 18;

/**
 * Writes everything that was logged through `db` into a rescue file: beside the database, or else in the system's
 * folder for temporary files, or else in the working directory.
 *
 * @param reason Why the database cannot be used; it is written to the file.
 * @returns Its path; null if nothing was logged.
 * @throws {AppError} OUTPUT_NOT_WRITABLE if it can be written nowhere.
 */
export async function writeRescue(db: Db, reason: string): Promise<string | null> {
  const journal = journalOf(db);
  if (!journal || journal.isEmpty) return null;
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const name = `graft-rescue-${time}-${process.pid}.jsonl`;
  const tried: string[] = [];
  for (const folder of new Set([path.dirname(databasePath(db)), tmpdir(), process.cwd()])) {
    const file = path.join(folder, name);
    try {
      if (!existsSync(folder)) throw new Error("no such folder");
      await write(file, rescueLines(journal, reason));
      return file;
    } catch (error) {
      tried.push(`${folder}: ${(error as Error).message}`);
      await rm(file, { force: true }).catch(() => undefined);
    }
  }
  throw new AppError({
    code: "OUTPUT_NOT_WRITABLE",
    message: `What was logged could not be saved anywhere (${tried.join("; ")}).`,
    hint: "Free some space, then run the experiment again.",
  });
}

async function write(name: string, lines: AsyncIterable<string>): Promise<void> {
  const file = await open(name, "wx", 0o600);
  try {
    for await (const line of lines) await file.writeFile(line);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function* rescueLines(journal: Journal, reason: string): AsyncGenerator<string> {
  const at = new Date().toISOString();
  yield toLine({ type: "graft-rescue", version: RESCUE_VERSION, at, reason });
  yield* registeredLines(journal);
  yield* journal.lines();
  yield* nearDuplicateLines(journal);
  for (const [sha256, { handle, bytes }] of journal.files) {
    yield* fileLines(handle, { sha256, bytes });
  }
  yield* previewLines(journal);
  yield toLine({ type: "end" });
}

function* registeredLines({ registered }: Journal): Generator<string> {
  for (const [id, { dataset, imageIds }] of registered.datasets) {
    const { name, kind, fingerprint, classes, images } = dataset;
    const numImages = images.length;
    yield toLine({
      type: "dataset",
      id,
      name,
      kind,
      fingerprint,
      classes: [...classes],
      numImages,
    });
    for (let start = 0; start < numImages; start += CHUNK) {
      const chunk = images.slice(start, start + CHUNK).map((image, i) => ({
        id: imageIds[start + i]!,
        hash: image.hash,
        label: image.label,
        source: image.source,
        tileX: image.tileX,
        tileY: image.tileY,
        group: image.group,
        width: image.width,
        height: image.height,
        bytes: image.bytes,
      }));
      yield toLine({ type: "images", dataset: id, images: chunk });
    }
  }
  for (const [id, { datasetId, seed, repeat, parts }] of registered.splits) {
    yield toLine({ type: "split", id, dataset: datasetId, seed, repeat, parts: [...parts] });
  }
  for (const [id, { datasetId, name, config, numSkipped = 0 }] of registered.experiments) {
    yield toLine({ type: "experiment", id, dataset: datasetId, name, config, numSkipped });
  }
}

function* nearDuplicateLines({ registered }: Journal): Generator<string> {
  for (const [dataset, { pairs, isComplete }] of registered.nearDuplicates) {
    // A line even where none were found: that they were searched is a fact too.
    for (let start = 0; start === 0 || start < pairs.length; start += CHUNK) {
      const chunk = pairs.slice(start, start + CHUNK);
      const isLast = start + CHUNK >= pairs.length;
      yield toLine({ type: "near-duplicates", dataset, pairs: chunk, isComplete, isLast });
    }
  }
}

async function* fileLines(
  handle: FileHandle,
  { sha256, bytes }: { sha256: string; bytes: number },
): AsyncGenerator<string> {
  const piece = Buffer.alloc(Math.min(PIECE, bytes));
  for (let offset = 0; offset < bytes; ) {
    const { bytesRead } = await handle.read(piece, 0, piece.length, offset);
    if (bytesRead === 0) return; // somebody cut it off: reading back notices
    yield toLine({ type: "file", sha256, offset, base64: piece.toString("base64", 0, bytesRead) });
    offset += bytesRead;
  }
}

/** Drawn again from the images; one that cannot be drawn any more is left out. */
async function* previewLines({ registered }: Journal): AsyncGenerator<string> {
  for (const [id, { dataset }] of registered.datasets) {
    const done = new Set<string>();
    for (const [position, { hash }] of dataset.images.entries()) {
      if (done.has(hash)) continue;
      done.add(hash);
      const preview = await dataset.preview(position).catch(() => null);
      if (!preview) continue;
      const base64 = Buffer.from(preview).toString("base64");
      const side = dataset.previewSide ?? 0;
      yield toLine({ type: "preview", dataset: id, position, side, base64 });
    }
  }
}

function toLine(line: RescueLine): string {
  return `${JSON.stringify(line)}\n`;
}
