import { isFinal, type RunEvent } from "@graft/core/contract";
import type { Db, DbClient } from "../handle.ts";
import { inTransaction } from "../handle.ts";
import { explainFailure, journalOf, readBack, requireSameFile } from "../rescue/journal.ts";
import { isStorageError } from "../storage-error.ts";
import { applyEvents } from "./apply-event.ts";
import { startHeartbeat } from "./heartbeat.ts";

/** What a run said of one test image. */
export interface PredictionRecord {
  readonly imageId: number;
  /** Label indices. */
  readonly trueLabel: number;
  readonly predicted: number;
  /** Probability per label index. */
  readonly probabilities: readonly number[];
}

/** Rows per statement, below SQLite's limit of bound values. */
const CHUNK = 1000;

/** Writes one run. Calls are carried out in their order, each as one short transaction. */
export class RunRecorder {
  readonly id: number;
  /**
   * Aborts when somebody asks this run to stop, in the database; or with an AppError as its reason when the database
   * is gone.
   */
  readonly stopRequest: AbortSignal;
  readonly #db: Db;
  readonly #stopHeartbeat: () => Promise<void>;
  #seq = 0;
  #predictions = 0;
  #ended = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(db: Db, id: number) {
    this.id = id;
    this.#db = db;
    const stop = new AbortController();
    this.stopRequest = stop.signal;
    this.#stopHeartbeat = startHeartbeat(db, id, {
      onStopRequest: () => stop.abort("stopped from the dashboard"),
      onLost: (error) => stop.abort(error),
    });
  }

  /**
   * Appends an event; what follows from it (metrics, accuracy, status, artifact row) is written with it
   * or not at all.
   *
   * @throws {AppError} TRAINING_DIVERGED for a metric that is not a finite number; DATABASE_BUSY,
   *   DATABASE_READ_ONLY, DATABASE_CORRUPT, DATABASE_LOST or DISK_FULL. Nothing is written then, and the call may be
   *   repeated; where a journal is kept, that has it.
   */
  async append(event: RunEvent): Promise<void> {
    await this.appendAll([event]);
  }

  /** Appends several events in one transaction, all or none of them. @throws {AppError} As `append`. */
  async appendAll(events: readonly RunEvent[]): Promise<void> {
    await this.#inTurn(async () => {
      const last = events.findIndex(isFinal);
      const tooLate = this.#ended ? events[0] : last < 0 ? undefined : events[last + 1];
      if (tooLate) throw new Error(`Run ${this.id} has ended: it cannot say ${tooLate.type}.`);
      const at = new Date();
      const stored = events.map((event, i) => ({
        runId: this.id,
        seq: this.#seq + 1 + i,
        at,
        event,
      }));
      await this.#write(
        (tx) => applyEvents(tx, stored),
        () => {
          for (const { seq, event } of stored) {
            const line = { type: "event", run: this.id, seq, at: at.toISOString(), event } as const;
            journalOf(this.#db)?.append(line);
          }
          this.#seq += events.length;
        },
      );
      this.#ended ||= last >= 0;
      const counts = { events: this.#seq, predictions: this.#predictions };
      if (this.#ended && journalOf(this.#db)) await readBack(this.#db, this.id, counts);
    });
    if (this.#ended) await this.#stopHeartbeat();
  }

  /** Stores what the run said of test images, all or none of them. @throws {AppError} As `append`. */
  async appendPredictions(rows: readonly PredictionRecord[]): Promise<void> {
    await this.#inTurn(() =>
      this.#write(
        async (tx) => insertPredictions(tx, this.id, rows),
        () => {
          for (let start = 0; start < rows.length; start += CHUNK) {
            const chunk = rows.slice(start, start + CHUNK).map(toPlain);
            journalOf(this.#db)?.append({ type: "predictions", run: this.id, rows: chunk });
          }
        },
      ),
    );
    this.#predictions += rows.length;
  }

  /** Ends the heartbeat and waits for what is being written; the database stays open. */
  async close(): Promise<void> {
    await this.#stopHeartbeat();
    await this.#last;
  }

  /** One transaction; what it stores is noted in the journal, also where the database does not take it. */
  async #write(store: (tx: DbClient) => Promise<void>, note: () => void): Promise<void> {
    try {
      requireSameFile(this.#db);
      await inTransaction(this.#db, store);
    } catch (error) {
      const journal = journalOf(this.#db);
      const failure = journal ? await explainFailure(this.#db, this.id, error) : error;
      if (journal && isStorageError(failure)) note();
      throw failure;
    }
    note();
  }

  /** Begins `work` when all before it has ended, well or badly. */
  async #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    await turn;
  }
}

/** Rows of predictions of one run; with a statement per thousand. */
export async function insertPredictions(
  tx: DbClient,
  runId: number,
  rows: readonly PredictionRecord[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += CHUNK) {
    const data = rows.slice(start, start + CHUNK).map(({ probabilities, ...row }) => ({
      ...row,
      runId,
      probabilities: JSON.stringify(probabilities),
    }));
    await tx.prediction.createMany({ data });
  }
}

function toPlain({ imageId, trueLabel, predicted, probabilities }: PredictionRecord) {
  return { imageId, trueLabel, predicted, probabilities: [...probabilities] };
}
