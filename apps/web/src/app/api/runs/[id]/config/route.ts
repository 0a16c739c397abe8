import { findRuns } from "@graft/db";
import { repeatRun } from "@/features/run/settings";
import { load } from "@/server/database";
import { parseId, plainAnswer, saveAs, unavailable } from "@/server/http";

interface Context {
  readonly params: Promise<{ id: string }>;
}

/** `GET /api/runs/3/config`: the experiment file that repeats run 3 alone, to be saved. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const runId = parseId((await params).id);
  if (runId === null) return plainAnswer(404, "There is no such run.");
  const runs = await load((db) => findRuns(db, [runId]));
  if (!runs.ok) return unavailable(runs.error);
  const [run] = runs.value;
  const repeat = run && repeatRun(run);
  if (!repeat) return plainAnswer(404, "There is no such run, or no experiment file repeats it.");
  return new Response(`${JSON.stringify(repeat.config, null, 2)}\n`, {
    headers: saveAs(repeat.fileName, "application/json; charset=utf-8"),
  });
}
