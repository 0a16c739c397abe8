import { percent, percentRange } from "@graft/core/analysis/format";
import type { ReactNode } from "react";
import { methodStyle } from "../looks.ts";
import { MarkShape, MethodMark } from "../marks.tsx";
import { Table } from "../table.tsx";
import {
  type Axis,
  AxisLabels,
  accuracyAxis,
  type Estimate,
  IntervalBar,
  positionOn,
} from "./intervals.tsx";
import { type ChartPalette, clip, DrawingFrame, HEAD, paint } from "./standalone.tsx";

/** Accuracies with their intervals below each other, as a table whose middle column is the plot. */
export function ForestPlot({
  forest: { axis, rows, baseline },
  renderName,
}: {
  forest: Forest;
  /** The name of a row, for instance as a link. */
  renderName: (row: { id: number; name: string }) => ReactNode;
}) {
  return (
    <>
      <Table
        caption="Accuracy on the test images with its 95% interval"
        columns={[
          {
            key: "run",
            heading: "Run",
            cell: (row) => (
              <span className="inline-flex items-center gap-2">
                <MethodMark method={row.method} />
                {renderName(row)}
              </span>
            ),
          },
          {
            key: "plot",
            heading: null,
            headClass: "w-2/5 sm:w-1/2",
            className: "relative",
            cell: ({ estimate, method }) => (
              <>
                <Baseline axis={axis} value={baseline} />
                <IntervalBar axis={axis} estimate={estimate} joined method={method} />
              </>
            ),
          },
          {
            key: "accuracy",
            heading: "Accuracy",
            end: true,
            cell: ({ accuracyText, intervalText }) => (
              <>
                <span className="font-semibold">{accuracyText}</span>
                <span className="block whitespace-nowrap text-faint text-xs sm:hidden">
                  {intervalText}
                </span>
              </>
            ),
          },
          {
            key: "interval",
            heading: "95% interval",
            end: true,
            from: "sm",
            className: "whitespace-nowrap text-muted",
            cell: ({ intervalText }) => intervalText,
          },
          {
            key: "correct",
            heading: "Correct",
            end: true,
            from: "md",
            className: "whitespace-nowrap text-muted",
            cell: ({ hits, total }) => `${hits} of ${total}`,
          },
        ]}
        foot={
          <>
            <td />
            <td className="px-3">
              <AxisLabels axis={axis} />
            </td>
          </>
        }
        head="plain"
        keyOf={({ id }) => id}
        lines={false}
        rows={rows}
      />
      {baseline === null ? null : (
        <p className="mt-2 text-faint text-xs">┆ {percent(baseline)}: majority-class baseline.</p>
      )}
    </>
  );
}

/** The dashed line of the baseline, across the padding of the cell so that the pieces join. */
function Baseline({ axis, value }: { axis: Axis; value: number | null }) {
  if (value === null) return null;
  const x = `${positionOn(axis, value)}%`;
  return (
    <svg
      aria-hidden="true"
      className="absolute inset-x-3 inset-y-0 h-full w-[calc(100%-1.5rem)] overflow-visible"
    >
      <line className="stroke-line-strong" strokeDasharray="3 3" x1={x} x2={x} y1="0" y2="100%" />
    </svg>
  );
}

const WIDTH = 720;
const ROW = 30;
/** Where the plot begins and how wide it is. */
const PLOT = { left: 220, width: 300 };
const FOOT = 30;
const NOTE = 20;

/** Accuracies with their intervals below each other, as one SVG file. */
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
            Dashed: {percent(baseline)}, the majority-class baseline.
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

export interface ForestInput {
  readonly id: number;
  readonly name: string;
  readonly method: string;
  readonly estimate: Estimate;
  /** Test images. */
  readonly total: number;
}

export interface ForestRow extends ForestInput {
  readonly accuracyText: string;
  readonly intervalText: string;
  /** Test images classified correctly. */
  readonly hits: number;
}

export interface Forest {
  readonly axis: Axis;
  /** In the order given. */
  readonly rows: readonly ForestRow[];
  /** Accuracy of always answering the commonest class; null where it differs between the runs. */
  readonly baseline: number | null;
}

/** Accuracies with their intervals on one axis that holds the baseline too. */
export function prepareForest(inputs: readonly ForestInput[], baseline: number | null): Forest {
  const axis = accuracyAxis(
    inputs.map((input) => input.estimate),
    baseline === null ? [] : [baseline],
  );
  const rows = inputs.map((input) => ({
    ...input,
    accuracyText: percent(input.estimate.value),
    intervalText: percentRange(input.estimate),
    hits: Math.round(input.estimate.value * input.total),
  }));
  return { axis, rows, baseline };
}
