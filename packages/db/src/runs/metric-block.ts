import type { DbClient } from "../open-db.ts";
import { insertRows } from "./insert-rows.ts";

/** Steps in a block. It stands in the database: another size needs a migration that builds the blocks anew. */
export const BLOCK_SIZE = 256;

const BLOCKS = {
  table: "MetricBlock",
  columns: ["runId", "key", "block", "count", "sum", "low", "high"],
  conflict: `ON CONFLICT ("runId", "key", "block") DO UPDATE SET
    "count" = "count" + excluded."count", "sum" = "sum" + excluded."sum",
    "low" = min("low", excluded."low"), "high" = max("high", excluded."high")`,
};

type MetricRow = readonly [runId: number, key: string, step: number, value: number, at: Date];

/** Adds new values to the sums of their blocks. The values of a batch are added up before. */
export async function addToBlocks(tx: DbClient, rows: readonly MetricRow[]): Promise<void> {
  const blocks = new Map<string, [number, string, number, number, number, number, number]>();
  for (const [runId, key, step, value] of rows) {
    const block = Math.floor(step / BLOCK_SIZE);
    const place = `${runId} ${block} ${key}`;
    const known = blocks.get(place);
    if (!known) {
      blocks.set(place, [runId, key, block, 1, value, value, value]);
      continue;
    }
    known[3] += 1;
    known[4] += value;
    known[5] = Math.min(known[5], value);
    known[6] = Math.max(known[6], value);
  }
  await insertRows(tx, BLOCKS, [...blocks.values()]);
}
