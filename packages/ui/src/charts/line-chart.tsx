"use client";
import { percent, significant } from "@graft/core/analysis/format";
import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import { roundTicks, tickTexts } from "./axis.ts";
import { axisTicks, type CurvePanel, type CurveSeries, placeText, valueRange } from "./curves.ts";

/** Height of the drawing in pixels; reserved before the script runs. */
const HEIGHT = 200;

/**
 * The curves of one quantity over the epochs. Colours come from the theme and follow it when it changes.
 *
 * @param color Token of the first series, such as `--method-fine-tuned`; the second is dashed and grey.
 */
export function LineChart({ panel, color }: { panel: CurvePanel; color: string }) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const shape = panel.series.map(({ key, band }) => (band ? `${key} band` : key)).join(" ");
  const axis = panel.x.name;
  const latest = useRef(panel);
  latest.current = panel;

  // External system: uPlot draws on a canvas of its own; it is rebuilt when the series or the theme change.
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const build = () => {
      chart.current?.destroy();
      const options = chartOptions(() => latest.current, { element, color, onCursor: setCursor });
      chart.current = new uPlot(options, chartData(latest.current), element);
    };
    build();
    const resized = new ResizeObserver(() =>
      chart.current?.setSize({ width: element.clientWidth, height: HEIGHT }),
    );
    resized.observe(element);
    const rethemed = new MutationObserver(build);
    rethemed.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    const system = matchMedia("(prefers-color-scheme: dark)");
    system.addEventListener("change", build);
    return () => {
      resized.disconnect();
      rethemed.disconnect();
      system.removeEventListener("change", build);
      chart.current?.destroy();
      chart.current = null;
    };
  }, [shape, color, axis]);

  // External system: the same chart, given its new points.
  useEffect(() => {
    chart.current?.setData(chartData(panel));
  }, [panel]);

  const last = panel.epochs.length - 1;
  const shown = cursor !== null && cursor <= last ? cursor : last;
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <span className="font-medium">{panel.quantity}</span>
        <span className="flex gap-4 text-muted text-xs tabular-nums">
          <span>{placeText(panel.x.name, panel.x.values[shown] ?? 0)}</span>
          {panel.series.map((series) => (
            <span className="inline-flex items-center gap-1.5" key={series.key}>
              <Swatch color={color} role={series.role} />
              {series.name} {show(series.values[shown] ?? null, panel.unit)}
            </span>
          ))}
        </span>
      </figcaption>
      <div
        aria-label={describe(panel)}
        className="h-[200px] w-full overflow-hidden"
        ref={box}
        role="img"
      />
    </figure>
  );
}

function Swatch({ color, role }: { color: string; role: CurveSeries["role"] }) {
  return (
    <svg aria-hidden="true" height="4" width="16">
      <line
        stroke={role === "first" ? `var(${color})` : "var(--muted)"}
        strokeDasharray={role === "first" ? undefined : "4 2"}
        strokeWidth="2"
        x2="16"
        y1="2"
        y2="2"
      />
    </svg>
  );
}

function show(value: number | null, unit: CurvePanel["unit"]): string {
  if (value === null) return "–";
  return unit === "fraction" ? percent(value) : significant(value);
}

/** Describes the chart in one sentence for screen readers. */
function describe(panel: CurvePanel): string {
  const ends = panel.series.map((series) => {
    const values = series.values.filter((value) => value !== null);
    return `${series.name} from ${show(values[0] ?? null, panel.unit)} to ${show(values.at(-1) ?? null, panel.unit)}`;
  });
  return `${panel.quantity} over ${panel.epochs.length} epochs: ${ends.join(", ")}`;
}

function chartData(panel: CurvePanel): uPlot.AlignedData {
  return [
    panel.x.values as number[],
    ...panel.series.map((series) => series.values as (number | null)[]),
    ...bandsOf(panel).flatMap(({ low, high }) => [low, high] as (number | null)[][]),
  ];
}

/** Bands are drawn behind all lines: two more series each, low and high. */
function bandsOf(panel: CurvePanel) {
  return panel.series.flatMap(({ band, role }) => (band ? [{ ...band, role }] : []));
}

/** @param read The panel as it is now: its ranges grow with it. */
function chartOptions(
  read: () => CurvePanel,
  context: { element: HTMLElement; color: string; onCursor: (index: number | null) => void },
): uPlot.Options {
  const { element, color, onCursor } = context;
  const panel = read();
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: token("--faint"),
    font: `11px ${style.fontFamily}`,
    grid: { stroke: token("--line"), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, y: false, points: { size: 7 } },
    scales: {
      x: { time: false, range: () => rangeOf(read().x) },
      y: { range: () => valueRange(read()) },
    },
    axes: [
      {
        ...axis,
        size: 24,
        gap: 4,
        splits: (...[, , min, max]) => ticksOf(panel, element, [min, max]).map(({ at }) => at),
        values: (plot) => {
          const { min = 0, max = 1 } = plot.scales["x"] ?? {};
          return ticksOf(panel, element, [min, max]).map(({ text }) => text);
        },
      },
      {
        ...axis,
        size: 46,
        splits: (...[, , min, max]) => roundTicks([min, max], 5),
        values: (_plot, ticks) => tickTexts(ticks, panel.unit),
      },
    ],
    series: [
      {},
      ...panel.series.map((series) => ({
        stroke: series.role === "first" ? token(color) : token("--muted"),
        width: 2,
        ...(series.role === "first" ? {} : { dash: [6, 4] }),
        // Points of a long curve would hide it.
        points: { show: panel.epochs.length <= 60, size: 5, fill: token("--surface") },
        spanGaps: true,
      })),
      ...bandsOf(panel).flatMap(() => [HIDDEN, HIDDEN]),
    ],
    bands: bandsOf(panel).map(({ role }, index) => {
      const low = 1 + panel.series.length + 2 * index;
      const ink = role === "first" ? token(color) : token("--muted");
      return { series: [low + 1, low], fill: `color-mix(in srgb, ${ink} 22%, transparent)` };
    }),
    hooks: { setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)] },
  };
}

const HIDDEN: uPlot.Series = { width: 0, points: { show: false }, spanGaps: true };

/** Epochs begin with the first, all else with nothing. */
function rangeOf({ name, last }: CurvePanel["x"]): [number, number] {
  return name === "epoch" ? [1, Math.max(2, last)] : [0, last];
}

function ticksOf({ x }: CurvePanel, element: HTMLElement, range: readonly [number, number]) {
  return axisTicks(x.name, range, Math.max(3, element.clientWidth / 64));
}
