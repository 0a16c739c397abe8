import { findRuns } from "@graft/db";
import type { NextApiRequest, NextApiResponse } from "next";
import {
  drawRunChart,
  parseChartFile,
  parseChartTheme,
  renderDrawing,
} from "@/features/export/charts";
import { parseId } from "@/server/http";
import { answerFile } from "@/server/routes";

/** `GET /api/charts/runs/3/roc.svg`: a chart of run 3; `curve.svg?quantity=loss` is one of its curves. */
// oxlint-disable-next-line import/no-default-export -- Next calls the default export
export default async function chart(request: NextApiRequest, response: NextApiResponse) {
  const { id, file, quantity, theme } = request.query;
  const { palette, suffix } = parseChartTheme(theme);
  const runId = typeof id === "string" ? parseId(id) : null;
  const name = parseChartFile(file);
  await answerFile({
    request,
    response,
    missing: "There is no such chart.",
    make:
      runId === null || name === null
        ? null
        : async (db) => {
            const [run] = await findRuns(db, [runId]);
            const wanted = { name, quantity: String(quantity ?? ""), palette };
            const drawing = run && (await drawRunChart(db, run, wanted));
            if (!drawing) return null;
            return {
              name: `graft-run-${runId}-${name === "curve" ? wanted.quantity : name}${suffix}.svg`,
              type: "image/svg+xml",
              text: renderDrawing(drawing),
            };
          },
  });
}
