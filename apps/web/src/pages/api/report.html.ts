import { MAX_COMPARED } from "@graft/core/analysis/stats";
import type { NextApiRequest, NextApiResponse } from "next";
import { renderReport } from "@/features/report/report";
import css from "@/features/report/report.css";
import { readReport } from "@/features/report/report-data";
import { parseId, parseRunIds } from "@/server/http";
import { answerFile } from "@/server/routes";
import { version } from "../../../package.json";

/** Next would warn of every answer over 4 MB; a report of many images has more. */
export const config = { api: { responseLimit: false } };

/** `GET /api/report.html?runs=3,1&baseline=1`: the comparison of runs 3 and 1 as one HTML file to be saved. */
// oxlint-disable-next-line import/no-default-export -- Next calls the default export
export default async function report(request: NextApiRequest, response: NextApiResponse) {
  const { runs, baseline } = request.query;
  const ids = parseRunIds(runs);
  const asked = typeof baseline === "string" ? parseId(baseline) : null;
  await answerFile({
    request,
    response,
    missing: `A report needs 2 to ${MAX_COMPARED} tested runs, such as ?runs=3,1.`,
    make:
      ids &&
      (async (db) => {
        const data = await readReport(db, ids, asked);
        if (!data) return null;
        return {
          name: `graft-compare-${ids.join("-")}.html`,
          type: "text/html; charset=utf-8",
          text: renderReport(data, { css, version, madeAt: new Date() }),
        };
      }),
  });
}
