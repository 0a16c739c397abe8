import { percent } from "@graft/core/analysis/format";
import type { ChartPalette } from "./chart-palette.ts";
import { clip, DrawingFrame, HEAD, paint } from "./drawing-frame.tsx";
import { MarkShape } from "./mark-shape.tsx";
import { methodStyle } from "./methods.ts";
import { positionOn } from "./prepare-axis.ts";
import type { Forest, ForestRow } from "./prepare-forest.ts";

const WIDTH = 720;
const ROW = 30;
/** Where the plot begins and how wide it is. */
const PLOT = { left: 220, width: 300 };
const FOOT = 30;
const NOTE = 20;

/** Accuracies with their intervals below each other, as one SVG that stands alone. */
export function ForestDrawing({
  forest: { axis, rows, baseline },
  palette,
}: {
  forest: Forest;
  palette: ChartPalette;
}) {
  const bottom = HEAD + ROW * rows.length;
  const at = (value: number) => PLOT.left + (PLOT.width * positionOn(axis, value)) / 100;
  return (
    <DrawingFrame
      height={bottom + FOOT + (baseline === null ? 0 : NOTE)}
      palette={palette}
      sentence={rows
        .map(({ name, accuracyText, intervalText }) => `${name} ${accuracyText} (${intervalText})`)
        .join(", ")}
      title="Accuracy on the test images with its 95% interval"
      width={WIDTH}
    >
      {axis.ticks.map((tick) => (
        <g key={tick}>
          <line
            stroke={paint(palette, "--line")}
            x1={at(tick)}
            x2={at(tick)}
            y1={HEAD}
            y2={bottom}
          />
          <text
            fill={paint(palette, "--faint")}
            fontSize="11"
            textAnchor="middle"
            x={at(tick)}
            y={bottom + 16}
          >
            {Math.round(tick * 100)}%
          </text>
        </g>
      ))}
      {baseline === null ? null : (
        <>
          <line
            stroke={paint(palette, "--line-strong")}
            strokeDasharray="3 3"
            x1={at(baseline)}
            x2={at(baseline)}
            y1={HEAD}
            y2={bottom}
          />
          <text fill={paint(palette, "--faint")} fontSize="11" x="12" y={bottom + FOOT + 8}>
            Dashed: {percent(baseline)}, what always answering the commonest class would reach.
          </text>
        </>
      )}
      {rows.map((row, i) => (
        <g key={row.id} transform={`translate(0 ${HEAD + ROW * (i + 0.5)})`}>
          <Row at={at} palette={palette} row={row} />
        </g>
      ))}
    </DrawingFrame>
  );
}

function Row({
  row,
  at,
  palette,
}: {
  row: ForestRow;
  at: (value: number) => number;
  palette: ChartPalette;
}) {
  const { shape, token } = methodStyle(row.method);
  const color = paint(palette, token);
  const { value, low, high } = row.estimate;
  return (
    <>
      <g fill={color} transform="translate(12 -6)">
        <MarkShape shape={shape} />
      </g>
      <text fill={paint(palette, "--ink")} x="32" y="4">
        {clip(row.name, 28)}
      </text>
      <line
        opacity="0.4"
        stroke={color}
        strokeLinecap="round"
        strokeWidth="5"
        x1={at(low)}
        x2={at(high)}
      />
      <g
        fill={color}
        stroke={paint(palette, "--surface")}
        strokeWidth="1.5"
        transform={`translate(${at(value) - 6} -6)`}
      >
        <MarkShape shape={shape} />
      </g>
      <text fill={paint(palette, "--ink")} fontWeight="600" textAnchor="end" x="590" y="4">
        {row.accuracyText}
      </text>
      <text fill={paint(palette, "--muted")} textAnchor="end" x="708" y="4">
        {row.intervalText}
      </text>
    </>
  );
}
