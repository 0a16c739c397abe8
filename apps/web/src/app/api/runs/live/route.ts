import { load } from "@/server/database";
import { unavailable } from "@/server/http";
import { STREAM_HEADERS, streamTable } from "@/server/live-streams";

/** `GET /api/runs/live`: changes in the table of runs, as they happen. */
export async function GET(request: Request): Promise<Response> {
  const opened = await load(async (db) => db);
  if (!opened.ok) return unavailable(opened.error);
  return new Response(streamTable(opened.value, { signal: request.signal }), {
    headers: STREAM_HEADERS,
  });
}
