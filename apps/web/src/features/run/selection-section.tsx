import { percent } from "@graft/ui/format";
import type { LiveEvent } from "./live-message.ts";
import { lastEvent } from "./run-summary.ts";

/** The classifiers that cross-validation inside the training images chose among, best first. */
export function SelectionSection({ events }: { events: readonly LiveEvent[] }) {
  const selection = lastEvent(events, "selection");
  if (!selection) return null;
  const candidates = selection.candidates.toSorted((a, b) => a.logLoss - b.logLoss);
  return (
    <section aria-labelledby="selection" className="panel p-4">
      <h2 className="section-title" id="selection">
        Choice of classifier
      </h2>
      <p className="mt-1 mb-3 text-muted text-sm">
        By cross-validation inside the training images; the lowest log-loss is taken. These are
        scores for choosing, not results.
      </p>
      <div className="overflow-x-auto">
        <table className="w-full text-left text-sm tabular-nums">
          <thead className="border-line border-b text-muted text-xs">
            <tr>
              <th className="py-1.5 pr-3 font-medium" scope="col">
                Classifier
              </th>
              <th className="hidden px-3 py-1.5 font-medium sm:table-cell" scope="col">
                Settings
              </th>
              <th className="px-3 py-1.5 text-end font-medium" scope="col">
                Log-loss
              </th>
              <th className="py-1.5 pl-3 text-end font-medium" scope="col">
                Accuracy
              </th>
            </tr>
          </thead>
          <tbody>
            {candidates.map((candidate) => {
              const settings = Object.entries(candidate.parameters)
                .map(([name, value]) => `${name} ${value}`)
                .join(", ");
              return (
                <tr
                  className={`border-line border-b last:border-b-0 ${candidate.chosen ? "font-semibold" : "text-muted"}`}
                  key={`${candidate.classifier} ${settings}`}
                >
                  <th className="py-1.5 pr-3 font-[inherit]" scope="row">
                    {candidate.classifier}
                    {candidate.chosen ? (
                      <span className="ml-2 font-medium text-good text-xs">chosen</span>
                    ) : null}
                    <span className="block font-normal text-xs sm:hidden">{settings}</span>
                  </th>
                  <td className="hidden px-3 py-1.5 sm:table-cell">{settings}</td>
                  <td className="px-3 py-1.5 text-end">{candidate.logLoss.toFixed(3)}</td>
                  <td className="py-1.5 pl-3 text-end">{percent(candidate.accuracy)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
