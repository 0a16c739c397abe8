import { methodStyle } from "../looks.ts";
import { MarkShape } from "../marks.tsx";

/**
 * An estimate as a mark on its interval, on an axis shared with the bars around it.
 *
 * Positions are percentages in SVG attributes: it fits any width without a script or a style attribute.
 * Hidden from screen readers: the numbers are beside it.
 */
export function IntervalBar({
  axis,
  estimate,
  method,
  joined = false,
  tickClass = "",
}: {
  axis: Axis;
  estimate: Estimate;
  method: string;
  /** Let the grid lines meet those of the bars above and below, across the padding of a table cell. */
  joined?: boolean;
  /** More classes for the grid lines, for instance to leave them out where it is narrow. */
  tickClass?: string;
}) {
  const at = (value: number) => `${positionOn(axis, value)}%`;
  return (
    <svg
      aria-hidden="true"
      className={`block h-5 w-full overflow-visible ${methodStyle(method).text}`}
      height="20"
    >
      {axis.ticks.map((tick) => (
        <line
          className={`stroke-line ${tickClass}`}
          key={tick}
          x1={at(tick)}
          x2={at(tick)}
          {...(joined ? { y1: -10, y2: 30 } : { y1: 0, y2: 20 })}
        />
      ))}
      <line
        opacity="0.4"
        stroke="currentColor"
        strokeLinecap="round"
        strokeWidth="5"
        x1={at(estimate.low)}
        x2={at(estimate.high)}
        y1="10"
        y2="10"
      />
      <svg aria-hidden="true" overflow="visible" x={at(estimate.value)} y="10">
        <g className="fill-current stroke-surface" strokeWidth="1.5" transform="translate(-6 -6)">
          <MarkShape shape={methodStyle(method).shape} />
        </g>
      </svg>
    </svg>
  );
}

/** With this many labels, a table column has no room for all of them. */
const MANY_TICKS = 6;

/** The labels of the ticks, above or below a column of interval bars. */
export function AxisLabels({ axis, column = false }: { axis: Axis; column?: boolean }) {
  const narrow = column && axis.ticks.length >= MANY_TICKS ? "hidden" : "max-sm:hidden";
  return (
    <svg aria-hidden="true" className="block h-4 w-full overflow-visible" height="16">
      {axis.ticks.map((tick, index) => (
        <text
          // Where it is narrow, every second name is enough; the last one always stays.
          className={`fill-faint font-normal text-[11px] ${(axis.ticks.length - index) % 2 === 0 ? narrow : ""}`}
          // The last one is the longest: it leans to the left, so that nothing cuts it off.
          dx={tick === axis.max ? 10 : 0}
          key={tick}
          textAnchor={tick === axis.max ? "end" : "middle"}
          x={`${positionOn(axis, tick)}%`}
          y="12"
        >
          {Math.round(tick * 100)}
          {tick === axis.max ? "%" : ""}
        </text>
      ))}
    </svg>
  );
}

/** A linear axis over fractions, with round ends. */
export interface Axis {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
}

/** An estimate with its interval, all fractions in [0, 1]. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The axis on which intervals of accuracy are drawn beside each other.
 *
 * Ends are multiples of 0.1 that hold every interval and every mark (such as the chance level); the axis
 * spans at least 0.2 and never leaves [0, 1]. Without anything to draw it is [0, 1].
 */
export function accuracyAxis(estimates: readonly Estimate[], marks: readonly number[] = []): Axis {
  const low = Math.min(1, ...estimates.map((e) => e.low), ...marks);
  const high = Math.max(0, ...estimates.map((e) => e.high), ...marks);
  if (low > high) return { min: 0, max: 1, ticks: [0, 0.5, 1] };
  let min = Math.max(0, Math.floor(low * 10 + 1e-9));
  let max = Math.min(10, Math.ceil(high * 10 - 1e-9));
  while (max - min < 2) {
    if (max < 10) max += 1;
    else min -= 1;
  }
  const step = max - min > 5 ? 2 : 1;
  const ticks: number[] = [];
  // Ticks hang from the upper end, so that 100 % is named whenever it is on the axis.
  for (let tick = max; tick >= min; tick -= step) ticks.unshift(tick / 10);
  return { min: min / 10, max: max / 10, ticks };
}

/** Where a value lies on the axis, from 0 (its start) to 100 (its end), clipped. */
export function positionOn(axis: Axis, value: number): number {
  const share = (value - axis.min) / (axis.max - axis.min);
  return Math.round(Math.min(1, Math.max(0, share)) * 1e4) / 100;
}
