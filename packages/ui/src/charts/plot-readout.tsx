"use client";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from "react";
import {
  nearestPoint,
  type PointRef,
  placeOfPoint,
  pointText,
  type Readout,
  stepTo,
} from "./readout.ts";

/** Tells the values of the point of a chart that is nearest to the pointer, or that the arrow keys lead to. */
export function PlotReadout({ readout, children }: { readout: Readout; children: ReactNode }) {
  const [at, setAt] = useState<PointRef | null>(null);
  const { title, width, height, area } = readout;
  const point = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const scale = width / box.width;
    setAt(
      nearestPoint(readout, {
        x: (event.clientX - box.left) * scale - area.left,
        y: (event.clientY - box.top) * scale - area.top,
      }),
    );
  };
  const step = (event: KeyboardEvent) => {
    const to = stepTo(readout, at, event.key);
    if (to === null) return;
    event.preventDefault(); // an arrow reads the chart and does not scroll the page
    setAt(to);
  };
  const place = at && placeOfPoint(readout, at);
  return (
    <div
      aria-label={`${title}: arrow keys read its points`}
      className="relative"
      onBlur={() => setAt(null)}
      onKeyDown={step}
      onPointerLeave={() => setAt(null)}
      onPointerMove={point}
      role="group"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- arrow keys read it
      tabIndex={0}
    >
      {children}
      {place ? (
        <svg
          aria-hidden="true"
          className="pointer-events-none absolute inset-0 size-full"
          viewBox={`0 0 ${width} ${height}`}
        >
          <circle
            className="fill-none stroke-ink"
            cx={area.left + place.x}
            cy={area.top + place.y}
            r="6"
            strokeWidth="1.5"
          />
        </svg>
      ) : null}
      {/* In place of the name of the axis, which it says too. */}
      <output className="pointer-events-none absolute inset-x-0 bottom-0 bg-surface text-center text-ink text-xs tabular-nums">
        {at && place ? pointText(readout, at) : null}
      </output>
    </div>
  );
}
