import type { FieldRef } from "@graft/core/contract/run-query";
import type { Sql } from "./sql.ts";

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
