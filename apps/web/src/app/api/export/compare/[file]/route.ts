import { MAX_COMPARED } from "@graft/core/analysis/stats";
import type { Db } from "@graft/db";
import { readCompared } from "@/features/compare/read-comparison";
import { COMPARE_TABLES } from "@/features/export/compare-tables";
import { parseRunIds, plainAnswer } from "@/server/http";
import { answerTable } from "@/server/routes";

interface Context {
  readonly params: Promise<{ file: string }>;
}

/** `GET /api/export/compare/pairs.csv?runs=3,1`: a table of the comparison of runs 3 and 1. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const ids = parseRunIds(new URL(request.url).searchParams.getAll("runs"));
  if (!ids || ids.length < 2)
    return plainAnswer(400, `Name 2 to ${MAX_COMPARED} runs, such as ?runs=3,1.`);
  const tables = Object.entries(COMPARE_TABLES).map(
    ([name, make]) =>
      [
        name,
        async (db: Db) => {
          const compared = await readCompared(db, ids);
          return compared.runs.length < 2 ? null : make(compared);
        },
      ] as const,
  );
  const { file } = await params;
  return await answerTable({ file, place: `compare-${ids.join("-")}` }, Object.fromEntries(tables));
}
