import { readRunStatus } from "@graft/db";
import { load } from "@/server/database";
import { parseId, plainAnswer, unavailable } from "@/server/http";
import { STREAM_HEADERS, streamRunEvents } from "@/server/live-streams";

interface Context {
  readonly params: Promise<{ id: string }>;
}

/** `GET /api/runs/3/events?after=12`: the events of run 3 after event 12, as they are logged. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const runId = parseId((await params).id);
  const after = parseCursor(request);
  if (runId === null) return plainAnswer(404, "There is no such run.");
  if (after === null) return plainAnswer(400, "`after` is the number of an event, 0 or more.");
  const opened = await load(async (db) => ({ db, status: await readRunStatus(db, runId) }));
  if (!opened.ok) return unavailable(opened.error);
  const { db, status } = opened.value;
  if (status === null) return plainAnswer(404, "There is no such run.");
  return new Response(streamRunEvents(db, { runId, after, signal: request.signal }), {
    headers: STREAM_HEADERS,
  });
}

/** A browser that comes back says where it was; null for anything but a number. */
function parseCursor(request: Request): number | null {
  const query = new URL(request.url).searchParams.get("after");
  const text = request.headers.get("last-event-id") ?? query ?? "0";
  return text === "0" ? 0 : parseId(text);
}
