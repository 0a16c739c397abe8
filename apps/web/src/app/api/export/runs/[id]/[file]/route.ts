import { runTables } from "@/features/export/tables/run-tables";
import { answerTable } from "@/server/export-answer";
import { parseId } from "@/server/ids";
import { plainAnswer } from "@/server/plain-answer";

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
