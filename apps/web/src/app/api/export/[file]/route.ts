import { parseRunQuery } from "@graft/core/contract/run-query";
import { type Db, listDatasets } from "@graft/db";
import { datasetsTable } from "@/features/export/dataset-tables";
import { repeatsTable, runsTable } from "@/features/export/runs-tables";
import { readTableRows } from "@/features/runs/read-table";
import { parseRunsQuery } from "@/features/runs/runs-query";
import { plainAnswer } from "@/server/http";
import { answerTable } from "@/server/routes";

interface Context {
  readonly params: Promise<{ file: string }>;
}

/** `GET /api/export/runs.csv?filter=method+%3D+scratch`: a table of the whole; it respects the query of the page's address. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const query = parseRunsQuery(Object.fromEntries(new URL(request.url).searchParams));
  if (!parseRunQuery(query.filter).ok) {
    // The page says so and shows all; a file could not say so.
    return plainAnswer(400, "The filter has an error; the page of runs shows which.");
  }
  const now = new Date();
  const { file } = await params;
  return await answerTable(
    { file },
    {
      runs: async (db: Db) => {
        const { rows, baseline } = await readTableRows(db, query, now);
        return runsTable(rows, { query, baseline, now });
      },
      repeats: async (db: Db) =>
        repeatsTable((await readTableRows(db, query, now)).rows, { query, now }),
      datasets: async (db: Db) => datasetsTable(await listDatasets(db)),
    },
  );
}
