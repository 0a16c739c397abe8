import type { ReactNode } from "react";
import { PlotReadout } from "./plot-readout.tsx";
import { toReadout } from "./readout.ts";
import { KeyLine, XyDrawing } from "./xy-drawing.tsx";
import type { XyPlot } from "./xy-plot.ts";

/** A chart with its title and, below it, which line is which. Without a script it is there, but not read out. */
export function XyFigure({ plot, children }: { plot: XyPlot; children?: ReactNode }) {
  const [only] = plot.series;
  const isAlone = plot.series.length === 1 && only?.value === null && plot.references.length === 0;
  return (
    <figure className="min-w-0 max-w-md">
      <figcaption className="mb-1 font-medium text-sm">{plot.title}</figcaption>
      <PlotReadout readout={toReadout(plot)}>
        <XyDrawing plot={plot} />
      </PlotReadout>
      {isAlone ? null : (
        <ul className="mt-1 flex flex-wrap gap-x-5 gap-y-0.5 text-muted text-xs tabular-nums">
          {plot.series.map(({ key, name, value, look }) => (
            <li className="inline-flex min-w-0 items-center gap-2" key={key}>
              <svg aria-hidden="true" className="shrink-0" height="12" width="28">
                <KeyLine look={look} paint={(token) => `var(${token})`} />
              </svg>
              <span className="min-w-0 truncate" title={name}>
                {name}
              </span>
              {value === null ? null : <span className="text-ink">{value}</span>}
            </li>
          ))}
          {plot.references.map(({ name }) => (
            <li className="inline-flex items-center gap-2 text-faint" key={name}>
              <svg aria-hidden="true" className="shrink-0" height="12" width="28">
                <line className="stroke-line-strong" strokeDasharray="3 3" x2="28" y1="6" y2="6" />
              </svg>
              {name}
            </li>
          ))}
        </ul>
      )}
      {children}
    </figure>
  );
}
