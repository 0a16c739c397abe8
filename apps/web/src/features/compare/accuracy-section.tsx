import { ForestPlot } from "@graft/ui/forest-plot";
import { prepareForest } from "@graft/ui/prepare-forest";
import { PageLink } from "../shell/page-link.tsx";
import { commonestClassShare } from "./baseline.ts";
import type { ComparedRun } from "./compared-run.ts";

/** The accuracies with their intervals on one axis. */
export function AccuracySection({ runs }: { runs: readonly ComparedRun[] }) {
  const forest = prepareForest(
    runs.map(({ run, name, estimate, predictions }) => ({
      id: run.id,
      name,
      method: run.method,
      estimate,
      total: predictions.length,
    })),
    commonestClassShare(runs),
  );
  return (
    <section aria-labelledby="accuracy" className="panel p-4">
      <h2 className="section-title mb-3" id="accuracy">
        Accuracy
      </h2>
      <ForestPlot
        forest={forest}
        renderName={({ id, name }) => (
          <PageLink className="hover:underline" href={`/runs/${id}`}>
            {name}
          </PageLink>
        )}
      />
    </section>
  );
}
