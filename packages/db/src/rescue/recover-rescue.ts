import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { AppError } from "@graft/core/contract/errors";
import { storeArtifact } from "../artifacts/artifacts.ts";
import { storeNearDuplicates } from "../datasets/near-duplicates.ts";
import { registerDataset, registerSplit } from "../datasets/register-dataset.ts";
import { storeContents } from "../datasets/store-contents.ts";
import { type Db, databasePath, inTransaction } from "../handle.ts";
import { partialName } from "../partial-files.ts";
import type { FoundNearDuplicates, ImageRecord } from "../records.ts";
import { applyEvents, type StoredEvent } from "../runs/apply-event.ts";
import { insertPredictions, type PredictionRecord } from "../runs/run-recorder.ts";
import { createExperiment } from "../runs/start-run.ts";
import { RESCUE_VERSION, RescueLine } from "./rescue-line.ts";

export interface Recovered {
  /** Numbers that the runs have now. */
  readonly runs: readonly number[];
  /** Events and predictions that the database did not have yet. */
  readonly added: number;
  /** Whether the file was whole; else it was read as far as it goes. */
  readonly complete: boolean;
}

type Line<Type extends RescueLine["type"]> = Extract<RescueLine, { type: Type }>;

/** A data set whose images are still being read, or that is stored. */
interface ReadDataset {
  readonly head: Line<"dataset">;
  readonly images: ImageRecord[];
  /** Ids in the file. */
  readonly ids: number[];
  /** Pairs until the last ones come. */
  readonly pairs: FoundNearDuplicates["pairs"][number][];
  stored: { readonly datasetId: number; readonly imageIds: readonly number[] } | null;
}

/** Events that are stored together. */
const BATCH = 500;

/**
 * Reads a rescue file into `db`. What the database has already is left as it is: read twice, a file adds nothing,
 * and read into the database it came from, it adds what is missing there.
 *
 * @throws {AppError} RESCUE_INVALID for a file that is none, or of a newer version; what `registerDataset` throws.
 */
export async function recoverRescue(db: Db, file: string): Promise<Recovered> {
  const reader = new RescueReader(db, await makeScratch(path.dirname(databasePath(db))));
  try {
    for await (const line of readLines(file)) await reader.take(line);
    return await reader.finish();
  } finally {
    await reader.close();
  }
}

async function makeScratch(home: string): Promise<string> {
  const scratch = partialName(path.join(home, "recover"));
  await mkdir(scratch, { mode: 0o700 });
  return scratch;
}

/** Lines up to the first that is not whole. */
async function* readLines(file: string): AsyncGenerator<RescueLine> {
  const input = createReadStream(file);
  try {
    let isFirst = true;
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const line = RescueLine.safeParse(parseJson(text));
      if (isFirst) requireRescue(file, line.data);
      isFirst = false;
      if (!line.success) return;
      yield line.data;
    }
    if (isFirst) requireRescue(file, undefined);
  } finally {
    input.destroy();
  }
}

function requireRescue(file: string, line: RescueLine | undefined): void {
  if (line?.type === "graft-rescue" && line.version <= RESCUE_VERSION) return;
  const isNewer = line?.type === "graft-rescue";
  throw new AppError({
    code: "RESCUE_INVALID",
    message: `${file} is ${isNewer ? "a rescue file of a newer version of Graft" : "neither a rescue file nor a database"}.`,
    hint: isNewer
      ? "Update Graft."
      : "Name the file that the failed run wrote (graft-rescue-*.jsonl), or a damaged graft.db.",
  });
}

/** Stores lines as they come, with the ids of this database in the place of those in the file. */
class RescueReader {
  readonly #db: Db;
  readonly #scratch: string;
  readonly #datasets = new Map<number, ReadDataset>();
  readonly #splits = new Map<number, number>();
  readonly #experiments = new Map<number, number>();
  readonly #runs = new Map<number, number>();
  /** Id in the file -> id here. */
  readonly #images = new Map<number, number>();
  readonly #files = new Set<string>();
  #events: Line<"event">[] = [];
  #added = 0;
  #complete = false;

  constructor(db: Db, scratch: string) {
    this.#db = db;
    this.#scratch = scratch;
  }

  async take(line: RescueLine): Promise<void> {
    if (line.type !== "event") await this.#storeEvents();
    switch (line.type) {
      case "graft-rescue":
        return;
      case "dataset":
        this.#datasets.set(line.id, { head: line, images: [], ids: [], pairs: [], stored: null });
        return;
      case "images":
        await this.#takeImages(line);
        return;
      case "split":
        await this.#takeSplit(line);
        return;
      case "experiment": {
        const datasetId = this.#datasets.get(line.dataset)?.stored?.datasetId;
        if (datasetId === undefined) return;
        const { name, config, numSkipped } = line;
        const id = await createExperiment(this.#db, { name, config, datasetId, numSkipped });
        this.#experiments.set(line.id, id);
        return;
      }
      case "run": {
        const experimentId = this.#experiments.get(line.experiment);
        const splitId = this.#splits.get(line.split);
        if (experimentId === undefined || splitId === undefined) return;
        this.#runs.set(line.id, await mergeRun(this.#db, line, { experimentId, splitId }));
        return;
      }
      case "event":
        this.#events.push(line);
        if (this.#events.length >= BATCH) await this.#storeEvents();
        return;
      case "predictions": {
        const runId = this.#runs.get(line.run);
        if (runId === undefined) return;
        const rows = line.rows.flatMap((row) => {
          const imageId = this.#images.get(row.imageId);
          return imageId === undefined ? [] : [{ ...row, imageId }];
        });
        this.#added += await mergePredictions(this.#db, runId, rows);
        return;
      }
      case "near-duplicates":
        await this.#takeNearDuplicates(line);
        return;
      case "file":
        await this.#takeFile(line);
        return;
      case "preview":
        await this.#takePreview(line);
        return;
      case "end":
        this.#complete = true;
    }
  }

  async finish(): Promise<Recovered> {
    await this.#storeEvents();
    const home = path.dirname(databasePath(this.#db));
    for (const sha256 of this.#files) {
      const bytes = await readFile(path.join(this.#scratch, sha256));
      // One that was cut off is not the file that the run refers to.
      if (createHash("sha256").update(bytes).digest("hex") === sha256)
        await storeArtifact(home, bytes);
      else this.#complete = false;
    }
    return { runs: [...this.#runs.values()], added: this.#added, complete: this.#complete };
  }

  async close(): Promise<void> {
    await rm(this.#scratch, { recursive: true, force: true });
  }

  async #takeImages({ dataset, images }: Line<"images">): Promise<void> {
    const read = this.#datasets.get(dataset);
    if (!read) return;
    for (const { id, ...image } of images) {
      read.ids.push(id);
      read.images.push(image);
    }
    if (read.images.length < read.head.numImages) return;
    const { name, kind, fingerprint, classes } = read.head;
    read.stored = await registerDataset(this.#db, {
      name,
      kind,
      fingerprint,
      classes,
      images: read.images,
      preview: noPreview,
    });
    const { imageIds } = read.stored;
    read.ids.forEach((id, position) => {
      this.#images.set(id, imageIds[position]!);
    });
  }

  /** Those that the database has already stay: it may have been searched by a later version. */
  async #takeNearDuplicates(line: Line<"near-duplicates">): Promise<void> {
    const read = this.#datasets.get(line.dataset);
    if (!read?.stored) return;
    const { length } = read.images;
    read.pairs.push(...line.pairs.filter(({ first, second }) => first < second && second < length));
    if (!line.isLast) return;
    const { nearDuplicatesAt } = await this.#db.dataset.findUniqueOrThrow({
      where: { id: read.stored.datasetId },
      select: { nearDuplicatesAt: true },
    });
    if (nearDuplicatesAt !== null) return;
    const { isComplete } = line;
    await storeNearDuplicates(this.#db, read.stored, { pairs: read.pairs, isComplete });
  }

  async #takeSplit({ id, dataset, seed, repeat, parts }: Line<"split">): Promise<void> {
    const read = this.#datasets.get(dataset);
    if (!read?.stored) return;
    const hashes = read.images.map(({ hash }) => hash);
    const split = { ...read.stored, hashes, seed, repeat, parts };
    this.#splits.set(id, await registerSplit(this.#db, split));
  }

  async #storeEvents(): Promise<void> {
    if (this.#events.length === 0) return;
    const known = this.#events.flatMap(({ run, seq, at, event }) => {
      const runId = this.#runs.get(run);
      return runId === undefined ? [] : [{ runId, seq, at: new Date(at), event }];
    });
    this.#events = [];
    this.#added += await mergeEvents(this.#db, known);
  }

  async #takeFile({ sha256, offset, base64 }: Line<"file">): Promise<void> {
    this.#files.add(sha256);
    const file = await open(path.join(this.#scratch, sha256), offset === 0 ? "w" : "a", 0o600);
    try {
      await file.writeFile(Buffer.from(base64, "base64"));
    } finally {
      await file.close();
    }
  }

  async #takePreview({ dataset, position, side, base64 }: Line<"preview">): Promise<void> {
    const image = this.#datasets.get(dataset)?.images[position];
    if (!image) return;
    const preview = async () => new Uint8Array(Buffer.from(base64, "base64"));
    await storeContents(this.#db, { images: [image], preview, previewSide: side });
  }
}

/** Stands for a preview until it comes: they are last in the file. */
async function noPreview(): Promise<Uint8Array> {
  return new Uint8Array();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type RunLine = Extract<RescueLine, { type: "run" }>;

/**
 * Stores a run, or finds it: one process starts no two runs of a method, on a split, with a seed, in the same
 * millisecond. Its id is its number in this database.
 */
async function mergeRun(
  db: Db,
  line: RunLine,
  { experimentId, splitId }: { experimentId: number; splitId: number },
): Promise<number> {
  const { method, repeat, seed, device, backend, backendReason, host, pid, processStart } = line;
  const startedAt = new Date(line.startedAt);
  const key = { experimentId, splitId, method, repeat, seed, host, pid, processStart, startedAt };
  return await inTransaction(db, async (tx) => {
    const stored = await tx.run.findFirst({ where: key, select: { id: true } });
    if (stored) return stored.id;
    const { id } = await tx.run.create({
      data: {
        ...key,
        device,
        backend,
        backendReason,
        config: JSON.stringify(line.config),
        environment: JSON.stringify(line.environment),
        status: "running",
        createdAt: startedAt,
        heartbeatAt: startedAt,
      },
      select: { id: true },
    });
    return id;
  });
}

/** Stores events that are missing, with all that follows from them. @returns How many those were. */
async function mergeEvents(db: Db, events: readonly StoredEvent[]): Promise<number> {
  return await inTransaction(db, async (tx) => {
    const ids = [...new Set(events.map(({ runId }) => runId))];
    const stored = await tx.runEvent.findMany({
      where: { runId: { in: ids } },
      select: { runId: true, seq: true },
    });
    const known = new Set(stored.map(({ runId, seq }) => `${runId} ${seq}`));
    const missing = events.filter(({ runId, seq }) => !known.has(`${runId} ${seq}`));
    await applyEvents(tx, missing);
    return missing.length;
  });
}

/** Stores predictions that are missing. @returns How many those were. */
async function mergePredictions(
  db: Db,
  runId: number,
  rows: readonly PredictionRecord[],
): Promise<number> {
  return await inTransaction(db, async (tx) => {
    const stored = await tx.prediction.findMany({ where: { runId }, select: { imageId: true } });
    const known = new Set(stored.map(({ imageId }) => imageId));
    const missing = rows.filter(({ imageId }) => !known.has(imageId));
    await insertPredictions(tx, runId, missing);
    return missing.length;
  });
}
