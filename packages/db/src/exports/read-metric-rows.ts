import { z } from "zod";
import type { DbClient } from "../open-db.ts";

/** A value that a run logged. */
export interface MetricRow {
  readonly key: string;
  readonly step: number;
  readonly value: number;
  readonly at: Date;
}

const Rows = z.array(
  z.object({ key: z.string(), step: z.coerce.number(), value: z.number(), at: z.coerce.date() }),
);

/** Rows that are read at once: a curve of a million points never stands in memory as a whole. */
const PAGE = 5000;

/** Every value that a run logged, none left out or summed up, by key and step. */
export async function* readMetricRows(
  db: DbClient,
  runId: number,
  page = PAGE,
): AsyncGenerator<MetricRow> {
  for (let [key, step, complete] = ["", -1, false]; !complete; ) {
    const rows = Rows.parse(
      await db.$queryRawUnsafe(
        `SELECT key, step, value, at FROM "Metric"
         WHERE runId = ? AND (key, step) > (?, ?) ORDER BY key, step LIMIT ?`,
        runId,
        key,
        step,
        page,
      ),
    );
    yield* rows;
    complete = rows.length < page;
    ({ key, step } = rows.at(-1) ?? { key, step });
  }
}
