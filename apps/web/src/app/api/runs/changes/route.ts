import { changeRuns, RunChangeRequest } from "@graft/db";
import { change } from "@/server/routes";

/** `POST /api/runs/changes`: edits names, tags, notes and places of runs, or asks them to stop; never changes what they logged. */
export async function POST(request: Request): Promise<Response> {
  return await change(request, RunChangeRequest, async (db, { ids, change }) =>
    changeRuns(db, ids, change),
  );
}
