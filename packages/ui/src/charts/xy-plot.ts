import type { SeriesLook } from "../looks.ts";
import { type AxisInput, type PlotAxis, placer, plotAxis, valueText } from "./axis.ts";

export interface XyPoint {
  readonly x: number;
  readonly y: number;
  /** Both ends of an interval around y: a band along a line, a whisker on a dot or a bar. */
  readonly low?: number;
  readonly high?: number;
  /** Where a bar ends; it begins at x. */
  readonly to?: number;
  /** Number of examples of a dot: its area. */
  readonly weight?: number;
}

/**
 * - `line`: straight from point to point.
 * - `step`: each value holds from the point before it to its own x, as in a precision-recall curve.
 * - `dots`: a mark at each point, joined by a line.
 * - `bars`: from zero to y, from `x` to `to`.
 */
export type SeriesShape = "line" | "step" | "dots" | "bars";

export interface XySeriesInput {
  readonly key: string;
  readonly name: string;
  readonly shape: SeriesShape;
  /** x ascending. A value that has no place, such as NaN, is a gap. */
  readonly points: readonly XyPoint[];
  readonly look: SeriesLook;
  /** A summary beside its name, such as "AUC 0.98". */
  readonly value?: string;
}

/** A line to compare with, such as the diagonal of a ROC diagram. */
export interface ReferenceInput {
  readonly name: string;
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

export interface XyPlotInput {
  readonly title: string;
  readonly x: AxisInput;
  readonly y: AxisInput;
  readonly series: readonly XySeriesInput[];
  readonly references?: readonly ReferenceInput[];
  /** Of the whole drawing, in its own units; it is scaled to the width it gets. */
  readonly size?: { readonly width: number; readonly height: number };
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface PlotSeries {
  readonly key: string;
  readonly name: string;
  readonly shape: SeriesShape;
  readonly look: SeriesLook;
  readonly value: string | null;
  /** Corners of the line that can be seen; null is a gap. */
  readonly points: readonly (Place | null)[];
  /** The ends of the band along a line, or of whiskers. */
  readonly intervals: readonly {
    readonly x: number;
    readonly low: number;
    readonly high: number;
  }[];
  readonly bars: readonly (Place & { readonly width: number; readonly height: number })[];
  /** Marks that tell the series apart, each with the size of its box. */
  readonly marks: readonly (Place & { readonly size: number })[];
}

/** A chart ready to be drawn: all places are pixels from the upper left corner of the area. */
export interface XyPlot {
  readonly title: string;
  /** Describes it to screen readers. */
  readonly sentence: string;
  readonly width: number;
  readonly height: number;
  readonly area: { readonly left: number; readonly top: number };
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly series: readonly PlotSeries[];
  readonly references: readonly {
    readonly name: string;
    readonly from: Place;
    readonly to: Place;
  }[];
}

const SIZE = { width: 400, height: 300 };
const MARGIN = { left: 46, right: 20, top: 26, bottom: 42 };
/** Side of a mark's box. */
const MARK = 9;
const LARGEST_MARK = 16;
/** Marks along each of several lines. */
const MARKS_PER_LINE = 4;

/**
 * Prepares a chart of values over values: axes with round ticks, the points of each series that can be
 * seen, marks that tell the series apart, and a sentence for screen readers.
 */
export function prepareXyPlot(input: XyPlotInput): XyPlot {
  const { title, series, references = [], size = SIZE } = input;
  const points = series.flatMap((one) => one.points);
  const ends = references.flatMap(({ from, to }) => [from, to]);
  const x = plotAxis(
    input.x,
    [...points.flatMap((point) => [point.x, point.to ?? point.x]), ...ends.map(([at]) => at)],
    { length: size.width - MARGIN.left - MARGIN.right, upward: false },
  );
  const y = plotAxis(
    input.y,
    [
      ...points.flatMap((point) => [point.y, point.low ?? point.y, point.high ?? point.y]),
      ...ends.map(([, at]) => at),
    ],
    { length: size.height - MARGIN.top - MARGIN.bottom, upward: true },
  );
  const grid = { x: placer(x), y: placer(y), ground: placer(y)(Math.max(y.min, 0)) ?? y.length };
  return {
    title,
    sentence: describe(input, y),
    ...size,
    area: { left: MARGIN.left, top: MARGIN.top },
    x,
    y,
    series: series.map((one, index) => placeSeries(one, grid, { index, of: series.length })),
    references: references.flatMap(({ name, from, to }) => {
      const [start, end] = [placePoint(from, grid), placePoint(to, grid)];
      return start && end ? [{ name, from: start, to: end }] : [];
    }),
  };
}

/** Where values are in the area, in pixels; null for a value without a place. */
interface Grid {
  readonly x: (value: number) => number | null;
  readonly y: (value: number) => number | null;
  /** Where bars start: at zero, or at the lower end of an axis that begins above it. */
  readonly ground: number;
}

/** Which of how many series. */
interface Turn {
  readonly index: number;
  readonly of: number;
}

function placeSeries(series: XySeriesInput, grid: Grid, turn: Turn): PlotSeries {
  const { key, name, shape, look, value = null } = series;
  const places = series.points.map((point) => placePoint([point.x, point.y], grid));
  const points = shape === "bars" ? [] : thinRuns(places);
  return {
    key,
    name,
    shape,
    look,
    value,
    points,
    intervals: placeIntervals(series, grid),
    bars: shape === "bars" ? placeBars(series, grid) : [],
    marks:
      shape === "dots" ? placeDots(series, places) : placeMarks(toCorners(points, shape), turn),
  };
}

function placePoint([atX, atY]: readonly [number, number], { x, y }: Grid): Place | null {
  const [left, top] = [x(atX), y(atY)];
  return left === null || top === null ? null : { x: left, y: top };
}

/** Thins each run between two gaps. */
function thinRuns(places: readonly (Place | null)[]): (Place | null)[] {
  const runs: Place[][] = [[]];
  for (const place of places) {
    if (place) runs.at(-1)?.push(place);
    else runs.push([]);
  }
  return runs
    .filter((run) => run.length > 0)
    .flatMap((run, i) => (i === 0 ? thinPoints(run) : [null, ...thinPoints(run)]));
}

function placeIntervals({ points, shape }: XySeriesInput, { x, y }: Grid) {
  return points.flatMap((point) => {
    if (point.low === undefined || point.high === undefined) return [];
    const middle = shape === "bars" ? (point.x + (point.to ?? point.x)) / 2 : point.x;
    const [left, low, high] = [x(middle), y(point.low), y(point.high)];
    return left === null || low === null || high === null ? [] : [{ x: left, low, high }];
  });
}

function placeBars({ points }: XySeriesInput, grid: Grid) {
  const { ground } = grid;
  return points.flatMap((point) => {
    const start = placePoint([point.x, point.y], grid);
    const end = grid.x(point.to ?? point.x);
    if (!start || end === null) return [];
    const top = Math.min(start.y, ground);
    return [{ x: start.x, y: top, width: end - start.x, height: Math.abs(ground - start.y) }];
  });
}

/** A dot for each point; where they have weights, its area is its weight. */
function placeDots({ points }: XySeriesInput, places: readonly (Place | null)[]) {
  const heaviest = Math.max(...points.map(({ weight }) => weight ?? 0));
  return places.flatMap((place, i) => {
    const weight = points[i]?.weight;
    if (!place || weight === 0) return [];
    const size =
      weight === undefined ? MARK : Math.max(5, LARGEST_MARK * Math.sqrt(weight / heaviest));
    return [{ ...place, size: Math.round(size * 10) / 10 }];
  });
}

/** A few marks along a line, at other places than those of the other lines; none on the only one. */
function placeMarks(corners: readonly (Place | null)[], { index, of }: Turn) {
  if (of < 2) return [];
  const lengths = corners.map((corner, i) => distance(corners[i - 1] ?? null, corner));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  return Array.from({ length: MARKS_PER_LINE }, (_, turn) => {
    let left = (total * (turn + (index + 0.5) / of)) / MARKS_PER_LINE;
    const at = lengths.findIndex((length) => {
      if (length >= left) return length > 0;
      left -= length;
      return false;
    });
    return between(corners[at - 1] ?? null, corners[at] ?? null, left / (lengths[at] || 1));
  }).flatMap((place) => (place ? [{ ...place, size: MARK }] : []));
}

function distance(from: Place | null, to: Place | null): number {
  return from && to ? Math.hypot(to.x - from.x, to.y - from.y) : 0;
}

function between(from: Place | null, to: Place | null, share: number): Place | null {
  if (!from || !to) return null;
  const mix = (a: number, b: number) => Math.round((a + share * (b - a)) * 100) / 100;
  return { x: mix(from.x, to.x), y: mix(from.y, to.y) };
}

/** The corners of the line itself: that of a `step` has one more before each point. */
export function toCorners(
  points: readonly (Place | null)[],
  shape: SeriesShape,
): readonly (Place | null)[] {
  if (shape !== "step") return points;
  return points.flatMap((point, i) => {
    const before = points[i - 1];
    return point && before ? [{ x: before.x, y: point.y }, point] : [point];
  });
}

function describe({ title, x, y, series }: XyPlotInput, axis: PlotAxis): string {
  const parts = series.map(({ name, value, points }) => {
    if (value !== undefined) return `${name}: ${value}`;
    const finite = points.filter((point) => Number.isFinite(point.y));
    const [first, last] = [finite[0], finite.at(-1)];
    if (!first || !last) return `${name}: nothing`;
    return `${name}: from ${valueText(axis, first.y)} to ${valueText(axis, last.y)}`;
  });
  return `${title}. ${y.label} against ${x.label}. ${parts.join("; ")}.`;
}

interface At {
  readonly x: number;
  readonly y: number;
}

/**
 * As many points as can be seen: of those in one column of pixels the first, the last, the lowest and the
 * highest. The line through them covers the same pixels as the line through all.
 *
 * @param points In pixels, x ascending.
 * @returns Some of them, in order; at most four per column.
 * @see M4 of Jugel et al. 2014, doi:10.14778/2732951.2732953.
 */
export function thinPoints<P extends At>(points: readonly P[]): P[] {
  const kept: P[] = [];
  for (let start = 0; start < points.length; ) {
    const column = Math.floor(points[start]?.x ?? 0);
    let end = start + 1;
    while (end < points.length && Math.floor(points[end]?.x ?? 0) === column) end += 1;
    kept.push(...extremes(points.slice(start, end)));
    start = end;
  }
  return kept;
}

function extremes<P extends At>(points: readonly P[]): P[] {
  if (points.length <= 4) return [...points];
  let [low, high] = [0, 0];
  for (const [i, { y }] of points.entries()) {
    if (y < (points[low]?.y ?? 0)) low = i;
    if (y > (points[high]?.y ?? 0)) high = i;
  }
  const places = new Set([0, low, high, points.length - 1]);
  return [...places].sort((a, b) => a - b).flatMap((place) => points[place] ?? []);
}
