import type { Comparison, FieldName, RunFilter } from "@graft/core/contract/run-query";
import type { Sql } from "./extra-columns.ts";
import { extraValue } from "./extra-columns.ts";

/** What a filter is compiled against. */
export interface FilterContext {
  /** Runs whose process is gone: the database still says `running`. */
  readonly crashed: readonly number[];
}

/**
 * The condition of a filter over the tables `run`, `experiment` and `dataset`.
 *
 * A run without the value fulfils `!=` and `!~`, and no other comparison; so `not` is always the opposite.
 */
export function compileFilter(filter: RunFilter, context: FilterContext): Sql {
  switch (filter.kind) {
    case "and":
    case "or": {
      const parts = filter.parts.map((part) => compileFilter(part, context));
      const sql = parts
        .map((part) => `(${part.sql})`)
        .join(filter.kind === "and" ? " AND " : " OR ");
      return { sql, args: parts.flatMap((part) => part.args) };
    }
    case "not": {
      const { sql, args } = compileFilter(filter.part, context);
      return { sql: `NOT (${sql})`, args };
    }
    case "text":
      return {
        sql: SEARCHED.map((text) => contains(text)).join(" OR "),
        args: SEARCHED.map(() => filter.word),
      };
    case "compare":
      return compileComparison(filter, context);
  }
}

const NOTE = `(SELECT text FROM "Note" WHERE runId = run.id ORDER BY id DESC LIMIT 1)`;
const TAGS = `(SELECT group_concat(name, char(10)) FROM "Tag" WHERE runId = run.id)`;

type Column = Exclude<FieldName, "tag" | "status" | "pinned" | "archived">;

const COLUMNS: Readonly<Record<Column, string>> = {
  id: "run.id",
  name: "run.name",
  experiment: "experiment.name",
  dataset: "dataset.name",
  method: "run.method",
  note: NOTE,
  accuracy: "run.accuracy",
  images: "run.numTested",
  repeat: "run.repeat + 1",
  seed: "run.seed",
  seconds: "run.seconds",
  backend: "run.backend",
  device: "run.device",
  error: "run.errorCode",
  started: "run.startedAt",
  finished: "run.finishedAt",
};

/** Where a word alone is looked for. */
const SEARCHED = [
  "run.name",
  "run.method",
  "experiment.name",
  "dataset.name",
  "run.errorCode",
  TAGS,
  NOTE,
];

function compileComparison(comparison: Comparison, { crashed }: FilterContext): Sql {
  const { field, operator, value } = comparison;
  if (field.kind !== "known") {
    const found = extraValue(field);
    return compare(typeof value === "number" ? onlyNumber(found) : found, comparison);
  }
  switch (field.name) {
    case "status": {
      const gone = crashed.map(() => "?").join(", ");
      const sql = `CASE WHEN run.id IN (${gone}) THEN 'crashed' ELSE run.status END`;
      return compare({ sql, args: crashed }, comparison);
    }
    case "tag": {
      const negative = operator === "!=" || operator === "!~";
      const test =
        operator === "~" || operator === "!~" ? contains("name") : "name = ? COLLATE NOCASE";
      const found = `EXISTS (SELECT 1 FROM "Tag" WHERE runId = run.id AND (${test}))`;
      return { sql: negative ? `NOT ${found}` : found, args: [String(value)] };
    }
    case "pinned":
    case "archived": {
      const is = (value === true) === (operator === "=");
      return { sql: `run.${field.name}At IS ${is ? "NOT " : ""}NULL`, args: [] };
    }
    case "started":
    case "finished": {
      // "2026-11" stands for the whole month: as much of the time is compared as was given.
      const length = String(value).length;
      return compare({ sql: `substr(${COLUMNS[field.name]}, 1, ${length})`, args: [] }, comparison);
    }
    default:
      return compare({ sql: COLUMNS[field.name], args: [] }, comparison);
  }
}

function compare(left: Sql, { operator, value }: Comparison): Sql {
  const args = [...left.args, typeof value === "boolean" ? Number(value) : value];
  switch (operator) {
    case "=":
      return { sql: isTrue(equals(left.sql, value)), args };
    case "!=":
      return { sql: `NOT ${isTrue(equals(left.sql, value))}`, args };
    case "~":
      return { sql: contains(left.sql), args };
    case "!~":
      return { sql: `NOT ${contains(left.sql)}`, args };
    case ">":
    case ">=":
    case "<":
    case "<=":
      return { sql: isTrue(`${left.sql} ${operator} ?`), args };
  }
}

/** Null where the value is not a number: SQLite holds every text for more than any number, or reads 0 from it. */
function onlyNumber({ sql, args }: Sql): Sql {
  return {
    sql: `(SELECT v FROM (SELECT ${sql} AS v) WHERE typeof(v) IN ('integer', 'real'))`,
    args,
  };
}

/** A fraction such as 0.95 is compared as people mean it, not in its last bit. */
function equals(left: string, value: Comparison["value"]): string {
  return typeof value === "number" ? `abs(${left} - ?) < 1e-9` : `${left} = ? COLLATE NOCASE`;
}

function contains(left: string): string {
  return isTrue(`instr(lower(${left}), lower(?)) > 0`);
}

/** Two-valued: what is unknown is not true. */
function isTrue(sql: string): string {
  return `((${sql}) IS TRUE)`;
}
