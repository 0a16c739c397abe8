import { RunEvent, type RunStatus } from "@graft/core/contract";
import { z } from "zod";
import type { DbClient } from "../handle.ts";
import { deriveStatus, thisHost } from "../runs/run-status.ts";

export interface StoredEvent {
  /** 1-based within the run. */
  readonly seq: number;
  readonly at: Date;
  readonly event: RunEvent;
}

export interface EventPage {
  /** Oldest first. */
  readonly events: StoredEvent[];
  /** Where to go on: the last sequence number read, or what was given where there was nothing new. */
  readonly cursor: number;
  /** False if there is more to read now. */
  readonly complete: boolean;
}

/**
 * What a run said after `after`, at most `limit` events: the first render and the live feed both call it.
 *
 * An event of a kind this version does not know is passed over.
 */
export async function readEvents(
  db: DbClient,
  runId: number,
  { after = 0, limit = 500 }: { after?: number; limit?: number } = {},
): Promise<EventPage> {
  const rows = await db.runEvent.findMany({
    where: { runId, seq: { gt: after } },
    orderBy: { seq: "asc" },
    take: limit,
  });
  const events = rows.flatMap((row) => toEvent(row) ?? []);
  return { events, cursor: rows.at(-1)?.seq ?? after, complete: rows.length < limit };
}

/** What a run said beside its epochs, and its last epoch: of these there may be a million, and curves show them. */
export async function readWords(
  db: DbClient,
  runId: number,
): Promise<{ readonly events: StoredEvent[]; readonly cursor: number }> {
  // What is said from here on comes by the live feed.
  const { newest } = await readEventSigns(db, runId);
  const words = await db.runEvent.findMany({
    // Without an order and a limit, SQLite finds them by their type and never looks at the epochs.
    where: { runId, type: { in: WORDS } },
  });
  const epoch = await db.runEvent.findFirst({
    where: { runId, seq: { lte: newest }, type: "epoch.finished" },
    orderBy: { seq: "desc" },
  });
  const known = words.filter(({ seq }) => seq <= newest).sort((a, b) => a.seq - b.seq);
  const rows = [...known.slice(-MOST_WORDS), ...(epoch ? [epoch] : [])];
  rows.sort((a, b) => a.seq - b.seq);
  return { events: rows.flatMap((row) => toEvent(row) ?? []), cursor: newest };
}

/** The number of the last thing a run said; 0 if it said nothing. */
export async function readEventSigns(db: DbClient, runId: number): Promise<{ newest: number }> {
  const last = await db.runEvent.findFirst({
    where: { runId },
    orderBy: { seq: "desc" },
    select: { seq: true },
  });
  return { newest: last?.seq ?? 0 };
}

const WORDS = RunEvent.options
  .map((option) => option.shape.type.value)
  .filter((type) => type !== "epoch.finished");
/** Log lines that a page can bear. */
const MOST_WORDS = 5000;

/** Null for an event of a kind this version does not know. */
export function toEvent(row: { seq: number; at: Date; payload: string }): StoredEvent | null {
  const parsed = RunEvent.safeParse(parseJson(row.payload));
  return parsed.success ? { seq: row.seq, at: row.at, event: parsed.data } : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The status of a run as it is now, `crashed` derived; null if there is no such run. */
export async function readRunStatus(
  db: DbClient,
  runId: number,
  now = new Date(),
): Promise<RunStatus | null> {
  const run = await db.run.findUnique({
    where: { id: runId },
    select: {
      status: true,
      host: true,
      pid: true,
      processStart: true,
      startedAt: true,
      heartbeatAt: true,
    },
  });
  return run && deriveStatus(run, now, thisHost());
}

/** What one run said of one test image. */
export interface TestPrediction {
  readonly imageId: number;
  readonly hash: string;
  /** Which image it was, for people. */
  readonly source: string;
  /** Label indices. */
  readonly trueLabel: number;
  readonly predicted: number;
  /** Probability per label index; sums to 1. */
  readonly probabilities: readonly number[];
}

const Probabilities = z.array(z.number());

/** Every test prediction of a run, in the data set's order; empty as long as there is none. */
export async function readPredictions(db: DbClient, runId: number): Promise<TestPrediction[]> {
  const rows = await db.prediction.findMany({
    where: { runId },
    orderBy: { image: { position: "asc" } },
    select: {
      trueLabel: true,
      predicted: true,
      probabilities: true,
      imageId: true,
      image: { select: { hash: true, source: true, tileX: true, tileY: true } },
    },
  });
  return rows.map(({ imageId, image, trueLabel, predicted, probabilities }) => ({
    imageId,
    hash: image.hash,
    source:
      image.tileX === null ? image.source : `${image.source} at ${image.tileX}, ${image.tileY}`,
    trueLabel,
    predicted,
    probabilities: Probabilities.parse(JSON.parse(probabilities)),
  }));
}

/** The WebP of one content, by its hash; null if there is none. */
export async function readPreview(
  db: DbClient,
  hash: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const content = await db.imageContent.findUnique({ where: { hash }, select: { preview: true } });
  return content?.preview ?? null;
}
