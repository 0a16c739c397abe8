import { changeRuns, RunChangeRequest } from "@graft/db";
import { change } from "@/server/routes";

/** `POST /api/runs/changes`: changes what people say of runs, or asks them to stop; never what they logged. */
export async function POST(request: Request): Promise<Response> {
  return await change(request, RunChangeRequest, async (db, { ids, change }) =>
    changeRuns(db, ids, change),
  );
}
