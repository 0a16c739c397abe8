import { runTables } from "@/features/export/run-tables";
import { parseId, plainAnswer } from "@/server/http";
import { answerTable } from "@/server/routes";

interface Context {
  readonly params: Promise<{ id: string; file: string }>;
}

/** `GET /api/export/runs/3/predictions.csv`: a table of run 3. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { id, file } = await params;
  const runId = parseId(id);
  if (runId === null) return plainAnswer(404, "There is no such run.");
  return await answerTable({ file, place: `run-${runId}` }, runTables(runId));
}
