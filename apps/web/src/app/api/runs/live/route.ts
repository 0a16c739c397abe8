import { load } from "@/server/load";
import { unavailable } from "@/server/plain-answer";
import { STREAM_HEADERS } from "@/server/server-sent";
import { streamTable } from "@/server/table-stream";

/** `GET /api/runs/live`: what changes in the table of runs, as it changes. */
export async function GET(request: Request): Promise<Response> {
  const opened = await load(async (db) => db);
  if (!opened.ok) return unavailable(opened.error);
  return new Response(streamTable(opened.value, { signal: request.signal }), {
    headers: STREAM_HEADERS,
  });
}
