import type { NextApiRequest, NextApiResponse } from "next";
import { readReport } from "@/features/report/read-report";
import { renderReport } from "@/features/report/render-report";
import css from "@/features/report/report.css";
import { parseId, parseRunIds } from "@/server/ids";
import { load } from "@/server/load";
import { version } from "../../../package.json";

/**
 * `GET /api/report?runs=3,1&baseline=1`: the comparison of runs 3 and 1 as one HTML file to be saved.
 *
 * It stands here and not in `app/`: a route there cannot render components to text.
 */
// oxlint-disable-next-line import/no-default-export -- Next calls the default export
export default async function report(request: NextApiRequest, response: NextApiResponse) {
  const say = (status: number, text: string) =>
    response
      .status(status)
      .setHeader("Content-Type", "text/plain; charset=utf-8")
      .send(`${text}\n`);
  response.setHeader("Cache-Control", "no-store");
  if (request.method !== "GET" && request.method !== "HEAD") return say(405, "A report is read.");
  const ids = parseRunIds(request.query.runs);
  if (!ids || ids.length < 2) return say(400, "Name 2 to 10 runs, such as ?runs=3,1.");
  const { baseline } = request.query;
  const asked = typeof baseline === "string" ? parseId(baseline) : null;
  const data = await load((db) => readReport(db, ids, asked));
  if (!data.ok) return say(503, `${data.error.message} ${data.error.hint}`);
  if (data.value === null) return say(404, "A comparison needs two runs that were tested.");
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.setHeader(
    "Content-Disposition",
    `attachment; filename="graft-compare-${ids.join("-")}.html"`,
  );
  return response.send(renderReport(data.value, { css, version, madeAt: new Date() }));
}
