import { nearestName } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import type { Part } from "@graft/core/learning/split";
import { CsvError, type Info, parse } from "csv-parse/sync";
import { listed, quoted } from "../../messages.ts";
import { cleanClassName } from "../class-name.ts";

import { partOf } from "./read-layout.ts";

export interface ManifestRow {
  /** 1-based line of the manifest on which the row ends. */
  readonly line: number;
  readonly path: string;
  readonly label: string;
  readonly group: string | null;
  readonly part: Part;
}

/** The rows, and those that a split column says are not labelled. */
export interface ParsedManifest {
  readonly rows: readonly ManifestRow[];
  readonly unlabelled: readonly string[];
}

interface RawRow {
  readonly line: number;
  /** Column names in lower case. */
  readonly fields: ReadonlyMap<string, string>;
}

const COLUMNS = ["path", "label", "group", "split"] as const;
const COLUMNS_HINT = 'The columns "path" and "label" are needed; "group" and "split" may be there.';
/**
 * Reads the rows of a manifest: CSV (comma, semicolon, tab or bar) with a header line, or JSON Lines.
 * A first line `sep=;`, which Excel writes, names the delimiter.
 *
 * Other columns are ignored, unless their name is nearly that of a column with a meaning.
 *
 * @param manifest Name of the file: `.jsonl`, `.ndjson`, `.csv` and `.tsv` decide the format; for any
 *   other name the first character does.
 * @throws {AppError} MANIFEST_INVALID with line and column; DATASET_INVALID for a class name.
 */
export function parseManifest(text: string, manifest: string): ParsedManifest {
  const named = /\.(?:jsonl|ndjson|csv|tsv)$/i.exec(manifest)?.[0].toLowerCase();
  const isJson = named ? /json/.test(named) : /^\uFEFF?\s*[{[]/.test(text);
  const rows = isJson ? jsonRows(text, manifest) : csvRows(text, manifest);
  const unlabelled: string[] = [];
  const labelled = rows.flatMap((row) => {
    const [path, split] = [row.fields.get("path"), row.fields.get("split")];
    if (!path || !split || partOf(split) !== "unlabelled") return [toRow(row, manifest)];
    unlabelled.push(path);
    return [];
  });
  return { rows: labelled, unlabelled };
}

function csvRows(text: string, manifest: string): RawRow[] {
  const { table, delimiter, skipped } = findTable(text);
  const [header, ...records] = parseCsv(table, { delimiter, skipped, manifest });
  if (!header) return [];
  const columns = header.cells.map((cell) => cell.toLowerCase());
  checkColumns(columns, { manifest, line: header.line });
  return records.flatMap(({ line, cells }) => {
    // A spreadsheet writes the rows below a table as nothing but delimiters, and columns beside it.
    if (cells.every((cell) => cell === "")) return [];
    if (cells.length < columns.length || cells.slice(columns.length).some((cell) => cell !== "")) {
      const fault = `it has ${cells.length} columns, the header has ${columns.length}`;
      throw manifestFault({ manifest, line }, fault, "Put values that hold a comma in quotes.");
    }
    return [{ line, fields: new Map(columns.map((column, i) => [column, cells[i]!])) }];
  });
}

/** Where the table begins, and what parts its columns: the `sep=` line, or the header, tells. */
function findTable(text: string): { table: string; delimiter: string; skipped: number } {
  const separator = /^\uFEFF?\s*"?sep=(\\t|[^\r\n])"?[;,\t|]*[ ]*(?:\r\n|\n|\r)/i.exec(text);
  if (separator) {
    const table = text.slice(separator[0].length);
    const skipped = separator[0].split(/\r\n|\n|\r/).length - 1;
    return { table, delimiter: separator[1] === "\\t" ? "\t" : separator[1]!, skipped };
  }
  const firstLine = /^\uFEFF?\s*(.*)/.exec(text)?.[1] ?? "";
  const numKnown = (delimiter: string) => {
    const names = firstLine.split(delimiter).map((name) => name.replaceAll('"', "").trim());
    return COLUMNS.filter((column) => names.some((name) => name.toLowerCase() === column)).length;
  };
  const present = [",", "\t", ";", "|"].filter((char) => firstLine.includes(char));
  const [best] = present.sort((a, b) => numKnown(b) - numKnown(a));
  return { table: text, delimiter: best ?? ",", skipped: 0 };
}

function parseCsv(
  text: string,
  { delimiter, skipped, manifest }: { delimiter: string; skipped: number; manifest: string },
) {
  try {
    const options = {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    };
    // With `info` each entry is this pair, which the types of csv-parse do not say.
    const entries = parse(text, options) as unknown as { record: string[]; info: Info }[];
    return entries.map(({ record, info }) => ({ line: info.lines + skipped, cells: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = (typeof error["lines"] === "number" ? error["lines"] : 1) + skipped;
    const column = typeof error["column"] === "number" ? error["column"] + 1 : 1;
    const fault = `broken CSV in column ${column}: ${error.message.replace(/ at line \d+/, "")}`;
    throw manifestFault({ manifest, line }, fault, 'Inside quotes, write a quote twice: "".');
  }
}

function jsonRows(text: string, manifest: string): RawRow[] {
  const rows: RawRow[] = [];
  for (const [i, content] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    if (content.trim() === "") continue;
    const place = { manifest, line: i + 1 };
    const fields = new Map<string, string>();
    for (const [name, value] of Object.entries(parseJsonLine(content, place))) {
      const column = name.trim().toLowerCase();
      const isKnown = (COLUMNS as readonly string[]).includes(column);
      if (isKnown && value !== null && typeof value !== "string" && typeof value !== "number") {
        throw manifestFault({ ...place, column }, "it is not text", "Write the value in quotes.");
      }
      if (
        isKnown &&
        typeof value === "number" &&
        !Number.isSafeInteger(value) &&
        Math.abs(value) >= 2 ** 53
      ) {
        const fault = "the number has more digits than JSON keeps";
        throw manifestFault({ ...place, column }, fault, "Write the value in quotes.");
      }
      if (isKnown && value !== null) fields.set(column, String(value).trim());
      else if (!isKnown) fields.set(column, "");
    }
    checkColumns([...fields.keys()], place);
    rows.push({ line: place.line, fields });
  }
  return rows;
}

function parseJsonLine(content: string, place: ManifestPlace): object {
  const example = '{"path": "a.jpg", "label": "photo"}';
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const column = Number(/position (\d+)/.exec(reason)?.[1] ?? content.length) + 1;
    throw manifestFault(
      { ...place, column },
      "broken JSON",
      `JSON Lines has one object on each line: ${example}`,
    );
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw manifestFault(
    place,
    "it is not a JSON object",
    `Write one object on each line: ${example}`,
  );
}

function checkColumns(columns: readonly string[], place: ManifestPlace): void {
  for (const column of columns) {
    if ((COLUMNS as readonly string[]).includes(column)) continue;
    const near = nearestName(column, COLUMNS);
    // A mistyped "group" that is passed over would let a group straddle the split.
    if (near && !columns.includes(near)) {
      throw manifestFault({ ...place, column }, `did you mean "${near}"?`, COLUMNS_HINT);
    }
  }
  const repeated = columns.find((column, i) => column !== "" && columns.indexOf(column) !== i);
  if (repeated)
    throw manifestFault({ ...place, column: repeated }, "it is there twice", COLUMNS_HINT);
  for (const column of ["path", "label"]) {
    if (columns.includes(column)) continue;
    const found = columns.filter((own) => own !== "").map(quoted);
    const fault = `it is missing; found ${listed(found) || "nothing"}`;
    throw manifestFault({ ...place, column }, fault, COLUMNS_HINT);
  }
}

function toRow({ line, fields }: RawRow, manifest: string): ManifestRow {
  const place = { manifest, line };
  const path = fields.get("path");
  if (!path)
    throw manifestFault({ ...place, column: "path" }, "it is empty", "Name an image file.");
  const label = fields.get("label");
  if (!label) throw manifestFault({ ...place, column: "label" }, "it is empty", "Name a class.");
  const split = fields.get("split");
  const part = split ? partOf(split) : null;
  if (split && (part === null || part === "unlabelled")) {
    throw manifestFault(
      { ...place, column: "split" },
      `${quoted(split)} is not a part of a split`,
      "Write train, validation or test, or leave it empty.",
    );
  }
  return {
    line,
    path,
    label: cleanClassName(label, `${quoted(manifest)}, line ${line}`),
    group: fields.get("group") || null,
    part: part as Part,
  };
}

/** Where in a manifest something is wrong. */
export interface ManifestPlace {
  /** Name of the manifest file. */
  readonly manifest: string;
  /** 1-based. */
  readonly line: number;
  /** Name of the column, or the 1-based number of the character. */
  readonly column?: string | number;
}

export function manifestFault(place: ManifestPlace, fault: string, hint: string): AppError {
  const { manifest, line, column } = place;
  const at = typeof column === "string" ? `column ${quoted(column)}` : `character ${column}`;
  return new AppError({
    code: "MANIFEST_INVALID",
    message: `${quoted(manifest)}, line ${line}${column === undefined ? "" : `, ${at}`}: ${fault}.`,
    hint,
  });
}
