import { MarkShape } from "./mark-shape.tsx";
import { methodStyle } from "./methods.ts";
import { type Axis, type Estimate, positionOn } from "./prepare-axis.ts";

/**
 * An estimate as a mark on its interval, on an axis shared with the bars around it.
 *
 * Positions are percentages in SVG attributes: it fits any width without a script or a style attribute.
 * It says nothing to a screen reader: the numbers stand beside it.
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

/** From so many names on, a column of a table has no room for all of them. */
const MANY_TICKS = 6;

/** The names of the ticks, to stand above or below a column of interval bars. */
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
