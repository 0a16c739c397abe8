import { plural } from "@graft/core/analysis/format";
import { prepareMap } from "./prepare-map.ts";

/**
 * A confusion matrix of many classes at one look: too small to be read, but what stands beside the diagonal, and
 * where it is gathered, is seen. Colours are those of the grid.
 */
export function ConfusionMap({ counts }: { counts: readonly (readonly number[])[] }) {
  const size = counts.length;
  const total = counts.flat().reduce((sum, count) => sum + count, 0);
  const right = counts.reduce((sum, row, label) => sum + (row[label] ?? 0), 0);
  return (
    <svg
      aria-label={`Confusion matrix of all ${plural(size, "class", "classes")}: ${right.toLocaleString("en-GB")} of ${plural(total, "image")} on the diagonal`}
      className="aspect-square w-full max-w-96 rounded-sm bg-sunken"
      role="img"
      shapeRendering="crispEdges"
      viewBox={`0 0 ${size} ${size}`}
    >
      {prepareMap(counts).map(({ correct, heat, path }) => (
        <path
          className={correct ? "fill-heat-hit" : "fill-miss"}
          d={path}
          fillOpacity={correct ? heat : 0.4 + 0.6 * heat}
          key={`${correct} ${heat}`}
        />
      ))}
    </svg>
  );
}
