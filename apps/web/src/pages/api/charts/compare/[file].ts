import type { NextApiRequest, NextApiResponse } from "next";
import { CURVE_KEYS, readCompared, readCurvesOf } from "@/features/compare/read-comparison";
import {
  drawCompareChart,
  parseChartFile,
  parseChartTheme,
  renderDrawing,
} from "@/features/export/charts";
import { parseId, parseRunIds } from "@/server/http";
import { answerFile } from "@/server/routes";

/** `GET /api/charts/compare/accuracy.svg?runs=3,1&baseline=1&theme=dark`: a chart of the comparison of runs 3 and 1. */
// oxlint-disable-next-line import/no-default-export -- Next calls the default export
export default async function chart(request: NextApiRequest, response: NextApiResponse) {
  const { file, runs: named, baseline, theme } = request.query;
  const { palette, suffix } = parseChartTheme(theme);
  const asked = typeof baseline === "string" ? parseId(baseline) : null;
  const [name, ids] = [parseChartFile(file), parseRunIds(named)];
  await answerFile({
    request,
    response,
    missing: "There is no such chart.",
    make:
      ids === null || name === null
        ? null
        : async (db) => {
            const { runs } = await readCompared(db, ids);
            if (runs.length < 2) return null;
            const curves = await readCurvesOf(db, ids, CURVE_KEYS);
            const drawing = drawCompareChart({ runs, curves }, { name, asked, palette });
            if (!drawing) return null;
            return {
              name: `graft-compare-${ids.join("-")}-${name}${suffix}.svg`,
              type: "image/svg+xml",
              text: renderDrawing(drawing),
            };
          },
  });
}
