import "server-only";
import { type Table, toCsv, toJson } from "@graft/core/analysis/table";
import type { AppError } from "@graft/core/contract/errors";
import type { Db } from "@graft/db";
import type { NextApiRequest, NextApiResponse } from "next";
import { z } from "zod";
import { type ExportFormat, parseExportFile } from "@/features/export/export-menu";
import { load } from "./database.ts";
import { plainAnswer, saveAs, statusOf, unavailable } from "./http.ts";

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
 * @param place For the file name, what the table is about: letters, digits and hyphens; empty for everything.
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
    // Called only when the browser has taken the previous chunk.
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

/** A file that is made from components, which only a route in `pages/` can render to text. */
interface MadeFile {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

interface FileRequest {
  readonly request: NextApiRequest;
  readonly response: NextApiResponse;
  /** Makes the file; null if the request names none. */
  readonly make: ((db: Db) => Promise<MadeFile | null>) | null;
  /** Said where there is nothing of the kind. */
  readonly missing: string;
}

/** Answers with a file to be saved, or with a sentence that says why there is none. */
export async function answerFile({ request, response, make, missing }: FileRequest): Promise<void> {
  const say = (status: 404 | 405 | 500 | 503, text: string) =>
    response
      .status(status)
      .setHeader("Content-Type", "text/plain; charset=utf-8")
      .setHeader("Cache-Control", "no-store")
      .send(`${text}\n`);
  if (request.method !== "GET" && request.method !== "HEAD") return say(405, "This is only read.");
  if (!make) return say(404, missing);
  const made = await load(make);
  if (!made.ok) return say(statusOf(made.error), `${made.error.message} ${made.error.hint}`);
  if (!made.value) return say(404, missing);
  const { name, type, text } = made.value;
  for (const [header, value] of Object.entries(saveAs(name, type)))
    response.setHeader(header, value);
  response.send(text);
}

/** The longest request that is read, in bytes: a note of 10,000 letters, and 1,000 ids. */
const MOST_BYTES = 64 * 1024;

/**
 * The one way in for changes: a POST with JSON that fits `schema`. Where it comes from, `proxy.ts` has checked
 * before; a page of another site could not send this content type without asking first, and is never allowed.
 */
export async function change<T>(
  request: Request,
  schema: z.ZodType<T>,
  work: (db: Db, wanted: T) => Promise<void>,
): Promise<Response> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") return plainAnswer(415, "A change is sent as application/json.");
  const body = await readJson(request);
  if (body === TOO_LARGE) return plainAnswer(413, "A change has at most 64 kB.");
  const parsed = schema.safeParse(body);
  if (!parsed.success) return plainAnswer(400, z.prettifyError(parsed.error));
  const done = await load(async (db) => work(db, parsed.data));
  if (done.ok) return new Response(null, { status: 204, headers: { "Cache-Control": "no-store" } });
  return plainAnswer(changeStatus(done.error), `${done.error.message} ${done.error.hint}`);
}

const TOO_LARGE = Symbol("too large");

/** The body as JSON; undefined if it is none. A body that says nothing of its length is measured. */
async function readJson(request: Request): Promise<unknown> {
  if (Number(request.headers.get("content-length") ?? 0) > MOST_BYTES) return TOO_LARGE;
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > MOST_BYTES) return TOO_LARGE;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** The runs are not in the state that the change needs. */
const CONFLICTS: ReadonlySet<string> = new Set([
  "RUN_RUNNING",
  "RUN_NOT_RUNNING",
  "RUN_NOT_IN_BIN",
]);

function changeStatus(error: AppError): 404 | 409 | 500 | 503 {
  if (error.code === "RUN_NOT_FOUND") return 404;
  return CONFLICTS.has(error.code) ? 409 : statusOf(error);
}
