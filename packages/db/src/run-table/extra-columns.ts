import { type FieldRef, findField } from "@graft/core/contract/run-query";
import { z } from "zod";
import type { DbClient } from "../handle.ts";

const Values = z.array(
  z.object({ id: z.coerce.number(), value: z.nullable(z.union([z.number(), z.string()])) }),
);

/**
 * Settings and last values of metrics of some runs.
 *
 * @param columns Such as `config.learningRate` and `metric.train/loss`; anything else has no values.
 * @returns By run id, then by column; an object is given as JSON, a truth value as `true` or `false`.
 */
export async function readExtraColumns(
  db: DbClient,
  runIds: readonly number[],
  columns: readonly string[],
): Promise<Map<number, Record<string, string | number>>> {
  const extras = new Map<number, Record<string, string | number>>();
  const ids = JSON.stringify(runIds);
  for (const column of columns) {
    const field = findField(column);
    if (!field || field.kind === "known") continue;
    const value = extraValue(field);
    const sql = `SELECT run.id, ${value.sql} AS value FROM "Run" run WHERE run.id IN (SELECT value FROM json_each(?))`;
    for (const row of Values.parse(await db.$queryRawUnsafe(sql, ...value.args, ids))) {
      if (row.value === null) continue;
      const known = extras.get(row.id) ?? {};
      known[column] = row.value;
      extras.set(row.id, known);
    }
  }
  return extras;
}

/** Names of the metrics and settings that runs have: what can be made a column. */
export async function readExtraNames(db: DbClient): Promise<string[]> {
  const Names = z.array(z.object({ name: z.string() }));
  // A loose scan: it jumps from one key to the next of a run, and looks at the newest runs only.
  const metrics = await db.$queryRawUnsafe(
    `WITH recent AS (SELECT id FROM "Run" ORDER BY id DESC LIMIT 200),
     found(runId, key) AS (
       SELECT id, (SELECT min(key) FROM "Metric" WHERE runId = id) FROM recent
       UNION ALL
       SELECT runId, (SELECT min(key) FROM "Metric" m WHERE m.runId = found.runId AND m.key > found.key)
       FROM found WHERE key IS NOT NULL)
     SELECT DISTINCT 'metric.' || key AS name FROM found WHERE key IS NOT NULL ORDER BY name`,
  );
  const settings = await db.$queryRawUnsafe(
    `SELECT DISTINCT 'config.' || setting.key AS name
     FROM (SELECT DISTINCT config FROM "Run"), json_each(config) setting
     WHERE setting.key <> 'kind' AND setting.key NOT GLOB '*[^A-Za-z0-9_]*' ORDER BY name`,
  );
  return [settings, metrics].flatMap((rows) => Names.parse(rows).map(({ name }) => name));
}

type ExtraField = Exclude<FieldRef, { kind: "known" }>;

/** The value of a run's setting or the last one of its metric, as an expression over the table `run`. */
export function extraValue(field: ExtraField): Sql {
  if (field.kind === "metric") return { sql: LAST_VALUE, args: [field.key] };
  const path = `$.${field.path.join(".")}`;
  return { sql: SETTING, args: [path, path] };
}

const LAST_VALUE = `(SELECT value FROM "Metric" WHERE runId = run.id AND key = ? ORDER BY step DESC LIMIT 1)`;

/** SQLite has no truth values: true and false would come back as 1 and 0. */
const SETTING = `CASE json_type(run.config, ?)
  WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE json_extract(run.config, ?) END`;

/** A piece of SQL with the values of its question marks: nothing from outside is ever part of `sql`. */
export interface Sql {
  readonly sql: string;
  readonly args: readonly (string | number)[];
}
