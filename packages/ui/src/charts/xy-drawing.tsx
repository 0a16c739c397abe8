import { area, line } from "d3-shape";
import type { SeriesLook } from "../looks.ts";
import { MarkShape } from "../marks.tsx";
import type { PlotAxis } from "./axis.ts";
import { type ChartPalette, FONT } from "./standalone.tsx";
import { type Place, type PlotSeries, toCorners, type XyPlot } from "./xy-plot.ts";

type Paint = (token: string) => string;

/** Lines and marks at the edge of the area are not cut in half. */
const OVERHANG = 8;
const LEGEND_ROW = 18;

/**
 * A chart as one SVG of plain shapes: no script, no style, no class. It takes the width it is given.
 *
 * With a `palette` it is a file of its own: its colours are fixed, and title and legend are in the drawing.
 */
export function XyDrawing({ plot, palette }: { plot: XyPlot; palette?: ChartPalette }) {
  const paint: Paint = palette
    ? (token) => palette[token] ?? "#000000"
    : (token) => `var(${token})`;
  const { width, area, x, y } = plot;
  const head = palette ? 26 : 0;
  const height = head + plot.height + (palette ? plot.series.length * LEGEND_ROW + 8 : 0);
  const [left, top] = [area.left - OVERHANG, head + area.top - OVERHANG];
  const [inWidth, inHeight] = [x.length + 2 * OVERHANG, y.length + 2 * OVERHANG];
  return (
    <svg
      aria-label={plot.sentence}
      fontFamily={palette && FONT}
      fontSize="12"
      role="img"
      viewBox={`0 0 ${width} ${height}`}
      {...(palette ? { xmlns: "http://www.w3.org/2000/svg", width, height } : { width: "100%" })}
    >
      {palette ? (
        <>
          <rect fill={paint("--surface")} height={height} width={width} />
          <text fill={paint("--ink")} fontSize="14" fontWeight="600" x="8" y="20">
            {plot.title}
          </text>
        </>
      ) : null}
      <g transform={`translate(${area.left} ${head + area.top})`}>
        <HorizontalAxis axis={x} at={y.length} paint={paint} />
        <VerticalAxis axis={y} left={area.left} paint={paint} to={x.length} />
      </g>
      {/* An inner SVG cuts off what leaves it. */}
      <svg
        aria-hidden="true"
        height={inHeight}
        viewBox={`${-OVERHANG} ${-OVERHANG} ${inWidth} ${inHeight}`}
        width={inWidth}
        x={left}
        y={top}
      >
        {plot.references.map(({ name, from, to }) => (
          <line
            key={name}
            stroke={paint("--line-strong")}
            strokeDasharray="3 3"
            x1={from.x}
            x2={to.x}
            y1={from.y}
            y2={to.y}
          />
        ))}
        {plot.series.map((series) => (
          <Series key={series.key} paint={paint} series={series} />
        ))}
      </svg>
      {palette
        ? plot.series.map(({ key, name, value, look }, row) => (
            <g key={key} transform={`translate(8 ${head + plot.height + LEGEND_ROW * row})`}>
              <KeyLine look={look} paint={paint} />
              <text fill={paint("--ink")} x="36" y="10">
                {value === null ? name : `${name}: ${value}`}
              </text>
            </g>
          ))
        : null}
    </svg>
  );
}

/** A short piece of a series' line with its mark, for a legend; 28 wide, 12 high. */
export function KeyLine({ look, paint }: { look: SeriesLook; paint: Paint }) {
  const color = paint(look.color);
  return (
    <>
      <line
        stroke={color}
        strokeDasharray={look.dash ?? undefined}
        strokeWidth="2"
        x2="28"
        y1="6"
        y2="6"
      />
      <g fill={color} transform="translate(8 0)">
        <MarkShape shape={look.mark} />
      </g>
    </>
  );
}

function Series({ series, paint }: { series: PlotSeries; paint: Paint }) {
  const { look, intervals, bars, marks, shape } = series;
  const color = paint(look.color);
  const hasBand = intervals.length > 1 && (shape === "line" || shape === "step");
  return (
    <g>
      {hasBand ? (
        <path d={bandPath(intervals) ?? undefined} fill={color} fillOpacity="0.2" />
      ) : null}
      {bars.length > 0 ? (
        <path d={barsPath(bars)} fill={color} fillOpacity="0.55" stroke={color} />
      ) : null}
      {intervals.length > 0 && !hasBand ? (
        <path d={whiskersPath(intervals)} fill="none" opacity="0.6" stroke={color} />
      ) : null}
      <path
        d={linePath(toCorners(series.points, shape)) ?? undefined}
        fill="none"
        stroke={color}
        strokeDasharray={look.dash ?? undefined}
        strokeLinejoin="round"
        strokeWidth={shape === "dots" ? 1 : 2}
      />
      {marks.map(({ x, y, size }) => (
        <g
          fill={color}
          key={`${x} ${y}`}
          stroke={paint("--surface")}
          transform={`translate(${x - size / 2} ${y - size / 2}) scale(${size / 12})`}
        >
          <MarkShape shape={look.mark} />
        </g>
      ))}
    </g>
  );
}

function HorizontalAxis({ axis, at, paint }: { axis: PlotAxis; at: number; paint: Paint }) {
  return (
    <g>
      {axis.ticks.map((tick) => (
        <g key={tick.at}>
          <line stroke={paint("--line")} x1={tick.at} x2={tick.at} y2={at} />
          <text fill={paint("--faint")} textAnchor="middle" x={tick.at} y={at + 16}>
            {tick.text}
          </text>
        </g>
      ))}
      <text fill={paint("--muted")} textAnchor="middle" x={axis.length / 2} y={at + 34}>
        {axis.label}
      </text>
    </g>
  );
}

function VerticalAxis({
  axis,
  to,
  left,
  paint,
}: {
  axis: PlotAxis;
  to: number;
  left: number;
  paint: Paint;
}) {
  return (
    <g>
      {axis.ticks.map((tick) => (
        <g key={tick.at}>
          <line stroke={paint("--line")} x2={to} y1={tick.at} y2={tick.at} />
          <text fill={paint("--faint")} textAnchor="end" x="-8" y={tick.at + 4}>
            {tick.text}
          </text>
        </g>
      ))}
      <text fill={paint("--muted")} x={4 - left} y="-13">
        {axis.label}
      </text>
    </g>
  );
}

const linePath = line<Place | null>()
  .defined((corner) => corner !== null)
  .x((corner) => corner?.x ?? 0)
  .y((corner) => corner?.y ?? 0);

const bandPath = area<PlotSeries["intervals"][number]>()
  .x(({ x }) => x)
  .y0(({ low }) => low)
  .y1(({ high }) => high);

function whiskersPath(intervals: PlotSeries["intervals"]): string {
  return intervals.map(({ x, low, high }) => `M${x} ${low}V${high}`).join("");
}

function barsPath(bars: PlotSeries["bars"]): string {
  return bars
    .filter(({ height }) => height > 0)
    .map(({ x, y, width, height }) => `M${x} ${y}h${width}v${height}h${-width}Z`)
    .join("");
}
