import "server-only";
import { type Table, toCsv, toJson } from "@graft/core/analysis/table";
import type { Db } from "@graft/db";
import { type ExportFormat, parseExportFile } from "@/features/export/export-file";
import { load } from "./load.ts";
import { plainAnswer, unavailable } from "./plain-answer.ts";
import { saveAs } from "./save-as.ts";

const FORMATS: Readonly<
  Record<ExportFormat, { type: string; write: (table: Table) => AsyncIterable<string> }>
> = {
  csv: { type: "text/csv; charset=utf-8; header=present", write: toCsv },
  json: { type: "application/json; charset=utf-8", write: toJson },
};

/**
 * A table to be saved: `predictions.csv` is the table `predictions` of `tables`. It is sent as it is read, so
 * that a long one costs no memory; where reading fails half-way, the line breaks and the browser says so.
 *
 * @param place What the table is of, for the name of the file: letters, digits and hyphens; nothing for all.
 */
export async function answerTable(
  { file, place = "" }: { file: string; place?: string },
  tables: Readonly<Record<string, (db: Db) => Promise<Table | null>>>,
): Promise<Response> {
  const wanted = parseExportFile(file, tables);
  const read = wanted && tables[wanted.name];
  if (!read) return plainAnswer(404, `Tables to export here: ${Object.keys(tables).join(", ")}.`);
  const { name, format } = wanted;
  const table = await load(read);
  if (!table.ok) return unavailable(table.error);
  if (table.value === null) return plainAnswer(404, "There is no such table.");
  const { type, write } = FORMATS[format];
  return new Response(toByteStream(write(table.value)), {
    headers: saveAs(`graft-${place && `${place}-`}${name}.${format}`, type),
  });
}

/** A line is short; so much text is sent at once. */
const CHUNK = 64 * 1024;

function toByteStream(pieces: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = pieces[Symbol.asyncIterator]();
  return new ReadableStream({
    // Asked for more only when the browser took what there was.
    async pull(controller) {
      let text = "";
      while (text.length < CHUNK) {
        const { done, value } = await iterator.next();
        if (done) {
          if (text) controller.enqueue(encoder.encode(text));
          controller.close();
          return;
        }
        text += value;
      }
      controller.enqueue(encoder.encode(text));
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
