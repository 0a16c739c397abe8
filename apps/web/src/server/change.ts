import "server-only";
import type { AppError } from "@graft/core/contract/errors";
import type { Db } from "@graft/db";
import { z } from "zod";
import { load } from "./load.ts";
import { plainAnswer } from "./plain-answer.ts";

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
  return plainAnswer(statusOf(done.error), `${done.error.message} ${done.error.hint}`);
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

/** What the runs are no longer, or not yet, for this change. */
const CONFLICTS: ReadonlySet<string> = new Set([
  "RUN_RUNNING",
  "RUN_NOT_RUNNING",
  "RUN_NOT_IN_BIN",
]);

function statusOf({ code }: AppError): 404 | 409 | 503 {
  if (code === "RUN_NOT_FOUND") return 404;
  return CONFLICTS.has(code) ? 409 : 503;
}
