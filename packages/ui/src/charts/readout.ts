import { type PlotAxis, valueAt, valueText } from "./axis.ts";
import type { XyPlot } from "./xy-plot.ts";

type BareAxis = Omit<PlotAxis, "ticks">;

/** The data a chart needs to show the values of a point under the pointer: plain, and as little as possible. */
export interface Readout {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly area: { readonly left: number; readonly top: number };
  readonly x: BareAxis;
  readonly y: BareAxis;
  readonly series: readonly {
    readonly name: string;
    /** In pixels of the area: x and y of each point in turn. */
    readonly places: readonly number[];
  }[];
}

/** One point of one series, by their places in the lists. */
export interface PointRef {
  readonly series: number;
  readonly point: number;
}

export function toReadout({ title, width, height, area, x, y, series }: XyPlot): Readout {
  return {
    title,
    width,
    height,
    area,
    x: withoutTicks(x),
    y: withoutTicks(y),
    series: series.map(({ name, points, bars }) => ({
      name,
      places: [
        ...points.flatMap((point) => (point ? [point.x, point.y] : [])),
        ...bars.flatMap((bar) => [bar.x + bar.width / 2, bar.y]),
      ],
    })),
  };
}

function withoutTicks(axis: PlotAxis): BareAxis {
  const { ticks: _ticks, ...bare } = axis;
  return bare;
}

/** The position of a point in pixels of the area; null if there is none. */
export function placeOfPoint(readout: Readout, { series, point }: PointRef) {
  const places = readout.series[series]?.places ?? [];
  const [x, y] = [places[2 * point], places[2 * point + 1]];
  return x === undefined || y === undefined ? null : { x, y };
}

/** The point that is nearest to a place, in pixels of the area; null where there is none at all. */
export function nearestPoint(readout: Readout, place: { x: number; y: number }): PointRef | null {
  let nearest: PointRef | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [series, { places }] of readout.series.entries()) {
    for (let point = 0; 2 * point < places.length; point++) {
      const [x = 0, y = 0] = [places[2 * point], places[2 * point + 1]];
      const distance = (x - place.x) ** 2 + (y - place.y) ** 2;
      if (distance >= least) continue;
      least = distance;
      nearest = { series, point };
    }
  }
  return nearest;
}

const STEPS: Readonly<Record<string, readonly [series: number, points: number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/** Where an arrow key leads from a point: along its line, or to the nearest point of the next one; null if nowhere. */
export function stepTo(readout: Readout, from: PointRef | null, key: string): PointRef | null {
  const step = STEPS[key];
  if (!step) return null;
  if (from === null) return readout.series.length > 0 ? { series: 0, point: 0 } : null;
  const [bySeries, byPoint] = step;
  if (bySeries === 0) {
    const to = { ...from, point: from.point + byPoint };
    return placeOfPoint(readout, to) ? to : from;
  }
  const place = placeOfPoint(readout, from);
  const next = from.series + bySeries;
  const only = readout.series.map((one, i) => (i === next ? one : { ...one, places: [] }));
  return (place && nearestPoint({ ...readout, series: only }, place)) ?? from;
}

/** The values of a point, in words: "photo: recall 92.0%, precision 97.9%". */
export function pointText(readout: Readout, at: PointRef): string {
  const place = placeOfPoint(readout, at);
  if (place === null) return "";
  const { x, y } = readout;
  const values = [
    `${x.label} ${valueText(x, valueAt(x, place.x))}`,
    `${y.label} ${valueText(y, valueAt(y, place.y))}`,
  ].join(", ");
  return readout.series.length > 1 ? `${readout.series[at.series]?.name}: ${values}` : values;
}
