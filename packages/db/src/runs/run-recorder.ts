import { isFinal, type RunEvent } from "@graft/core/contract";
import { inTransaction } from "../in-transaction.ts";
import type { Db } from "../open-db.ts";
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
  /** Aborts when somebody asks this run to stop, in the database. */
  readonly stopRequest: AbortSignal;
  readonly #db: Db;
  readonly #stopHeartbeat: () => Promise<void>;
  #seq = 0;
  #ended = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(db: Db, id: number) {
    this.id = id;
    this.#db = db;
    const stop = new AbortController();
    this.stopRequest = stop.signal;
    this.#stopHeartbeat = startHeartbeat(db, id, {
      onStopRequest: () => stop.abort("stopped from the dashboard"),
    });
  }

  /**
   * Appends an event; what follows from it (metrics, accuracy, status, artifact row) is written with it
   * or not at all.
   *
   * @throws {AppError} TRAINING_DIVERGED for a metric that is no finite number; DATABASE_BUSY,
   *   DATABASE_READ_ONLY, DATABASE_CORRUPT or DISK_FULL. Nothing is written then, and the call may be repeated.
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
      await inTransaction(this.#db, (tx) => applyEvents(tx, stored));
      this.#seq += events.length;
      this.#ended ||= last >= 0;
    });
    if (this.#ended) await this.#stopHeartbeat();
  }

  /** Stores what the run said of test images, all or none of them. @throws {AppError} As `append`. */
  async appendPredictions(rows: readonly PredictionRecord[]): Promise<void> {
    const data = rows.map(({ probabilities, ...row }) => ({
      ...row,
      runId: this.id,
      probabilities: JSON.stringify(probabilities),
    }));
    await this.#inTurn(() =>
      inTransaction(this.#db, async (tx) => {
        for (let start = 0; start < data.length; start += CHUNK) {
          await tx.prediction.createMany({ data: data.slice(start, start + CHUNK) });
        }
      }),
    );
  }

  /** Ends the heartbeat and waits for what is being written; the database stays open. */
  async close(): Promise<void> {
    await this.#stopHeartbeat();
    await this.#last;
  }

  /** Begins `work` when all before it has ended, well or badly. */
  async #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    await turn;
  }
}
