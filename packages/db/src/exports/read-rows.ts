import { z } from "zod";
import type { DbClient } from "../handle.ts";

/** An image of a data set, with its part in every split. */
export interface ImageRow {
  readonly id: number;
  /** Relative to the data set's root. */
  readonly source: string;
  /** Upper left corner of a tile; null for a file of its own. */
  readonly tileX: number | null;
  readonly tileY: number | null;
  readonly className: string;
  readonly group: string | null;
  readonly hash: string;
  /** In pixels and bytes, of the original. */
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  /** train, validation or test, by the split's id; a split that leaves the image out is not there. */
  readonly parts: ReadonlyMap<number, string>;
}

/** Images that are read at once. */
const IMAGE_PAGE = 1000;

/** Every image of a data set, in its order. */
export async function* readImageRows(
  db: DbClient,
  datasetId: number,
  page = IMAGE_PAGE,
): AsyncGenerator<ImageRow> {
  for (let [after, complete] = [-1, false]; !complete; ) {
    const rows = await db.image.findMany({
      where: { datasetId, position: { gt: after } },
      orderBy: { position: "asc" },
      take: page,
      include: {
        label: { select: { name: true } },
        content: { select: { width: true, height: true, bytes: true } },
        splits: { select: { splitId: true, part: true } },
      },
    });
    for (const { id, source, tileX, tileY, label, groupName, hash, content, splits } of rows) {
      const parts = new Map(splits.map(({ splitId, part }) => [splitId, part]));
      const name = { className: label.name, group: groupName };
      yield { id, source, tileX, tileY, ...name, hash, ...content, parts };
    }
    complete = rows.length < page;
    after = rows.at(-1)?.position ?? after;
  }
}

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

/** Rows that are read at once: a curve of a million points is never in memory as a whole. */
const METRIC_PAGE = 5000;

/** Every value that a run logged, none left out or summed up, by key and step. */
export async function* readMetricRows(
  db: DbClient,
  runId: number,
  page = METRIC_PAGE,
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
