import type { RunEvent, RunStatus } from "@graft/core/contract";
import { z } from "zod";
import type { Artifact } from "../artifacts/artifacts.ts";
import { readTwins } from "../datasets/near-duplicates.ts";
import type { Prisma } from "../generated/client.ts";
import type { DbClient } from "../handle.ts";
import { deriveStatus, thisHost } from "../runs/run-status.ts";
import { toEvent } from "./read-run.ts";

type JsonObject = Readonly<Record<string, unknown>>;

/** A run with what it ran on: all that is stored about it but events and predictions. */
export interface RunDetail {
  readonly id: number;
  /** What somebody called it. */
  readonly name: string | null;
  readonly tags: readonly string[];
  readonly note: string;
  readonly pinned: boolean;
  readonly archived: boolean;
  /** In the bin. */
  readonly deleted: boolean;
  /** Asked to stop, and not yet stopped. */
  readonly stopping: boolean;
  readonly method: string;
  /** 0-based. */
  readonly repeat: number;
  readonly seed: number;
  /** With `crashed` derived. */
  readonly status: RunStatus;
  /** Of a failed run. */
  readonly error: { readonly code: string; readonly message: string; readonly hint: string } | null;
  /** Its training ended worse than it had been, so that its result says little about its method. */
  readonly diverged: boolean;
  /** The method's resolved settings. */
  readonly config: JsonObject;
  readonly environment: JsonObject;
  readonly device: string;
  readonly backend: string;
  /** Why no faster engine ran; empty if there is none. */
  readonly backendReason: string;
  readonly startedAt: Date | null;
  readonly heartbeatAt: Date | null;
  readonly finishedAt: Date | null;
  /** Fraction of the test images predicted right; null until there are predictions. */
  readonly accuracy: number | null;
  /** From start to end, as the run measured it; null until it finished. */
  readonly seconds: number | null;
  readonly experiment: {
    readonly id: number;
    readonly name: string;
    /** The whole resolved config. */
    readonly config: JsonObject;
    /** Images that could not be read and were left out when it last ran. */
    readonly numSkipped: number;
  };
  readonly dataset: {
    readonly id: number;
    readonly name: string;
    readonly fingerprint: string;
    /** By label index. */
    readonly classNames: readonly string[];
  };
  readonly split: SplitSizes & { readonly fingerprint: string };
  /** Hashes of its test images that have a near-duplicate among its training images. */
  readonly twins: readonly string[];
  readonly artifacts: readonly Artifact[];
}

/** Part of the stored warning of a training that diverged: events are written by JSON.stringify. */
const DIVERGED = '"code":"DIVERGED"';

const INCLUDE = {
  experiment: { include: { dataset: { include: { labels: { orderBy: { index: "asc" } } } } } },
  split: true,
  artifacts: { orderBy: { id: "asc" } },
  tags: { orderBy: { name: "asc" } },
  notes: { orderBy: { id: "desc" }, take: 1 },
  events: {
    where: { type: "log" satisfies RunEvent["type"], payload: { contains: DIVERGED } },
    select: { seq: true },
    take: 1,
  },
} as const satisfies Prisma.RunInclude;

type Row = Prisma.RunGetPayload<{ include: typeof INCLUDE }>;

/** The runs with these ids, in this order; an id that is not there is left out. */
export async function findRuns(
  db: DbClient,
  ids: readonly number[],
  now = new Date(),
): Promise<RunDetail[]> {
  const rows = await db.run.findMany({ where: { id: { in: [...ids] } }, include: INCLUDE });
  const splitIds = [...new Set(rows.map((row) => row.splitId))];
  const sizes = await readSplitSizes(db, splitIds);
  const twins = await readTwins(db, splitIds);
  const here = thisHost();
  return ids.flatMap((id) => {
    const row = rows.find((candidate) => candidate.id === id);
    if (!row) return [];
    const { experiment, split } = row;
    const { dataset } = experiment;
    const status = deriveStatus(row, now, here);
    return {
      ...ownFields(row),
      status,
      twins: twins.get(row.splitId) ?? [],
      stopping: status === "running" && row.stopRequestedAt !== null,
      experiment: {
        id: experiment.id,
        name: experiment.name,
        config: toObject(experiment.config),
        numSkipped: experiment.numSkipped,
      },
      dataset: {
        id: dataset.id,
        name: dataset.name,
        fingerprint: dataset.fingerprint,
        classNames: dataset.labels.map((label) => label.name),
      },
      split: {
        fingerprint: split.fingerprint,
        ...(sizes.get(row.splitId) ?? { numTrain: 0, numValidation: 0, numTest: 0 }),
      },
    };
  });
}

function ownFields(row: Row) {
  const { id, method, repeat, seed, device, backend, backendReason, accuracy, seconds } = row;
  const { startedAt, heartbeatAt, finishedAt, errorCode, errorMessage, errorHint } = row;
  return {
    id,
    name: row.name,
    tags: row.tags.map((tag) => tag.name),
    note: row.notes[0]?.text ?? "",
    pinned: row.pinnedAt !== null,
    archived: row.archivedAt !== null,
    deleted: row.deletedAt !== null,
    method,
    repeat,
    seed,
    device,
    backend,
    backendReason,
    accuracy,
    seconds,
    startedAt,
    heartbeatAt,
    finishedAt,
    error:
      errorCode === null
        ? null
        : { code: errorCode, message: errorMessage ?? "", hint: errorHint ?? "" },
    diverged: row.events.length > 0,
    config: toObject(row.config),
    environment: toObject(row.environment),
    artifacts: row.artifacts.map(({ kind, name, sha256, bytes }) => ({
      kind,
      name,
      sha256,
      bytes,
    })),
  };
}

const AnyObject = z.record(z.string(), z.unknown());

/** A JSON column that holds an object; empty if it holds something else. */
function toObject(text: string): JsonObject {
  const parsed = AnyObject.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : {};
}

/**
 * The runs to compare a run with: on the same split, under the same experiment name, the newest tested one
 * of each method; the run itself for its own method. By id.
 */
export async function readSiblings(db: DbClient, runId: number): Promise<number[]> {
  const run = await db.run.findUnique({
    where: { id: runId },
    include: { experiment: { select: { name: true } } },
  });
  if (!run) return [];
  const tested = await db.run.findMany({
    where: {
      splitId: run.splitId,
      experiment: { name: run.experiment.name },
      accuracy: { not: null },
      deletedAt: null,
      archivedAt: null,
    },
    orderBy: { id: "asc" },
    select: { id: true, method: true },
  });
  const newest = new Map(tested.map(({ id, method }) => [method, id]));
  if (run.accuracy !== null) newest.set(run.method, run.id);
  return [...newest.values()].sort((a, b) => a - b);
}

export interface SplitSizes {
  readonly numTrain: number;
  readonly numValidation: number;
  readonly numTest: number;
}

/** How many images each part of each split holds, by split id. */
export async function readSplitSizes(
  db: DbClient,
  splitIds: readonly number[],
): Promise<Map<number, SplitSizes>> {
  const groups = await db.splitMember.groupBy({
    by: ["splitId", "part"],
    where: { splitId: { in: [...splitIds] } },
    _count: { _all: true },
  });
  const count = (splitId: number, part: string) =>
    groups.find((group) => group.splitId === splitId && group.part === part)?._count._all ?? 0;
  return new Map(
    splitIds.map((splitId) => [
      splitId,
      {
        numTrain: count(splitId, "train"),
        numValidation: count(splitId, "validation"),
        numTest: count(splitId, "test"),
      },
    ]),
  );
}

/**
 * Seconds that a run took from the decoded test images to their probabilities, all together; null where it
 * was not timed.
 */
export async function readTestSeconds(db: DbClient, runId: number): Promise<number | null> {
  const row = await db.runEvent.findFirst({ where: { runId, type: "predictions" } });
  const event = row ? toEvent(row)?.event : null;
  return (event?.type === "predictions" && event.seconds) || null;
}

/** How many training images of each class a run had, by label index. */
export async function readTrainCounts(
  db: DbClient,
  run: { readonly id: number; readonly numClasses: number },
): Promise<number[]> {
  const members = await db.splitMember.findMany({
    where: { part: "train", split: { runs: { some: { id: run.id } } } },
    select: { image: { select: { label: { select: { index: true } } } } },
  });
  const counts = Array<number>(run.numClasses).fill(0);
  for (const { image } of members) counts[image.label.index]! += 1;
  return counts;
}

/** An artifact of a run by its hash; null where that run made no such file. */
export async function readArtifact(
  db: DbClient,
  { runId, sha256 }: { runId: number; sha256: string },
): Promise<Artifact | null> {
  return await db.artifact.findFirst({
    where: { runId, sha256 },
    select: { kind: true, name: true, sha256: true, bytes: true },
  });
}
