import type { XyPlot as PreparedPlot } from "@graft/ui/prepare-xy-plot";
import { XyPlot } from "@graft/ui/xy-plot";

/** Charts beside each other; nothing where there is none. */
export function ReportPlots({
  id,
  heading,
  note = null,
  plots,
}: {
  /** Its own in the report. */
  id: string;
  heading: string;
  note?: string | null;
  plots: readonly PreparedPlot[];
}) {
  if (plots.length === 0) return null;
  return (
    <section aria-labelledby={id} className="panel p-4">
      <h2 className="section-title mb-3" id={id}>
        {heading}
      </h2>
      {note === null ? null : <p className="mb-4 text-muted text-sm">{note}</p>}
      <div className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
        {plots.map((plot) => (
          <XyPlot key={plot.title} plot={plot} />
        ))}
      </div>
    </section>
  );
}
