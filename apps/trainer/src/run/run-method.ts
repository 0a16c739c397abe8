import { setImmediate } from "node:timers/promises";
import {
  type Device,
  type MethodConfig,
  needsBackbone,
  type RunEvent,
  type RunKind,
} from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import {
  type Db,
  isStorageError,
  journalOf,
  type RunRecorder,
  startRun,
  storeArtifact,
} from "@graft/db";
import type { Engine } from "../engine/engine.ts";
import { startMethod } from "../methods/index.ts";
import type { MethodEvent, TransferTask } from "../methods/transfer-method.ts";
import type { RunResult } from "../report/reporter.ts";
import type { ExperimentPorts } from "./ports.ts";
import { toPredictions } from "./predictions.ts";

interface RunPlace {
  readonly task: RunTask;
  /** 0-based. */
  readonly repeat: number;
  readonly imageIds: readonly number[];
  readonly engine: Engine;
  readonly experimentId: number;
  readonly splitId: number;
  readonly device: Device;
  readonly ports: ExperimentPorts;
}

interface MethodRun extends RunPlace {
  readonly method: MethodConfig;
  readonly task: TransferTask;
}

/** One method on one split. */
export function runMethod(db: Db, { method, ...run }: MethodRun): Promise<RunResult> {
  const { kind } = method;
  const start = (signal: AbortSignal) => startWarned(method, run.task, signal);
  return recordRun(db, { ...run, kind, settings: method, start });
}

/** What is odd about the backbone is stored with each run that builds on it. */
async function* startWarned(
  method: MethodConfig,
  task: TransferTask,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, void> {
  if (needsBackbone(method)) {
    for (const message of task.backbone?.warnings ?? []) {
      yield { type: "log", level: "warning", message };
    }
  }
  yield* startMethod(method, task, signal);
}

/** What is stored of a run's task. */
type RunTask = Pick<
  TransferTask,
  "labels" | "classNames" | "train" | "validation" | "test" | "seed"
>;

interface RecordedRun extends RunPlace {
  readonly kind: RunKind;
  /** Resolved; stored as JSON. */
  readonly settings: object;
  readonly start: (signal: AbortSignal) => AsyncIterable<MethodEvent>;
}

/**
 * Opens a run, appends what it says, and closes it whatever happens.
 *
 * @throws {AppError} DATABASE_BUSY, DATABASE_READ_ONLY, DATABASE_CORRUPT, DISK_FULL or OUTPUT_NOT_WRITABLE, of
 *   which later runs would die as well; the run ends as failed if that much can still be written.
 */
export async function recordRun(db: Db, run: RecordedRun): Promise<RunResult> {
  const { kind, task, repeat, engine, ports } = run;
  const started = performance.now();
  const recorder = await startRun(db, {
    experimentId: run.experimentId,
    method: kind,
    repeat,
    seed: task.seed,
    splitId: run.splitId,
    config: run.settings,
    environment: {
      ...ports.environment,
      engine: `${engine.name} ${engine.version}, ${engine.detail}`,
    },
    device: run.device,
    backend: engine.name,
    backendReason: engine.reason,
  });
  const secondsSoFar = () => (performance.now() - started) / 1000;
  const log = new RunLog(db, recorder, run);
  // Ctrl-C ends the experiment, a stop from the dashboard this run alone.
  const signal = AbortSignal.any([ports.signal, recorder.stopRequest]);
  try {
    await log.append({
      type: "run.started",
      method: kind,
      repeat,
      numTrain: task.train.length,
      numValidation: task.validation.length,
      numTest: task.test.length,
      backend: engine.name,
    });
    for await (const event of run.start(signal)) {
      await log.handle(event);
      await setImmediate(); // lets Ctrl-C and the heartbeat in between two batches
    }
    await log.append({ type: "run.finished", seconds: secondsSoFar() });
    return log.result("finished", secondsSoFar());
  } catch (thrown) {
    const { reason } = recorder.stopRequest;
    // The database was taken away in the middle of a step: that is what stopped the method.
    const error: unknown = reason instanceof AppError ? reason : thrown;
    const final = toFinalEvent(error, signal);
    await appendFinal(log, final, error);
    if (isStorageError(error)) throw error; // nor could any later run be stored
    if (final.type === "run.cancelled") return log.result("cancelled", secondsSoFar());
    return { ...log.result("failed", secondsSoFar()), error: { ...final, cause: error } };
  } finally {
    await recorder.close();
  }
}

/** Where the end cannot be stored either, what ended the run is still told: as itself, or as the cause. */
async function appendFinal(log: RunLog, final: RunEvent, cause: unknown): Promise<void> {
  try {
    await log.append(final);
  } catch (error) {
    if (isStorageError(cause)) throw cause;
    if (error instanceof Error) error.cause = cause;
    throw error;
  }
}

/** Stores what a method says, reports it, and keeps the score. */
class RunLog {
  private score: RunResult["score"] = null;
  private readonly db: Db;
  private readonly recorder: RunRecorder;
  private readonly run: RecordedRun;

  constructor(db: Db, recorder: RunRecorder, run: RecordedRun) {
    this.db = db;
    this.recorder = recorder;
    this.run = run;
  }

  async append(event: RunEvent): Promise<void> {
    await this.recorder.append(event);
    this.report(event);
  }

  async handle(event: MethodEvent): Promise<void> {
    switch (event.type) {
      case "progress":
        this.report(event);
        return;
      case "probabilities": {
        const { rows, correct } = toPredictions(
          event.probabilities,
          this.run.task,
          this.run.imageIds,
        );
        await this.recorder.appendPredictions(rows);
        this.score = { correct, total: rows.length };
        await this.append({
          type: "predictions",
          count: rows.length,
          accuracy: correct / rows.length,
          ...(event.seconds !== undefined && { seconds: event.seconds }),
        });
        return;
      }
      case "model":
        for (const { name, bytes } of event.files) {
          const { home } = this.run.ports;
          const stored = await storeArtifact(home, bytes);
          await journalOf(this.db)?.keepFile(home, stored);
          await this.append({ type: "artifact", kind: "model", name, ...stored });
          // Somebody may just have deleted the only other run with this very file.
          await storeArtifact(home, bytes);
        }
        return;
      case "epoch.finished":
      case "selection":
      case "log":
        await this.append(event);
    }
  }

  result(status: RunResult["status"], seconds: number): RunResult {
    const { kind, repeat } = this.run;
    return {
      run: this.recorder.id,
      method: kind,
      repeat,
      status,
      score: this.score,
      seconds,
    };
  }

  private report(
    event: Parameters<RunLog["append"]>[0] | Extract<MethodEvent, { type: "progress" }>,
  ): void {
    const { kind, repeat, ports } = this.run;
    ports.report({ type: "run", run: this.recorder.id, method: kind, repeat, event });
  }
}

function toFinalEvent(
  error: unknown,
  signal: AbortSignal,
): Extract<RunEvent, { type: "run.failed" | "run.cancelled" }> {
  if (signal.aborted && !isStorageError(error))
    return { type: "run.cancelled", reason: String(signal.reason) };
  if (error instanceof AppError) {
    return { type: "run.failed", code: error.code, message: error.message, hint: error.hint };
  }
  return {
    type: "run.failed",
    code: "UNEXPECTED",
    message: error instanceof Error ? error.message : String(error),
    hint: "This is a fault in Graft. Run again with GRAFT_DEBUG=1 to see where it happened.",
  };
}
