import { EmptyState } from "@graft/ui/notice";
import { alignImages, classPlaces, sharedImages, withFewDigits } from "./align-images.ts";
import type { ComparedRun } from "./compared-run.ts";
import { DisagreementSection } from "./images/disagreement-section.tsx";
import { MatricesSection } from "./matrices/matrices-section.tsx";

/** What the runs said image by image: counted in matrices, and where they part. */
export function ImagesPart({
  runs,
  baseline,
}: {
  runs: readonly ComparedRun[];
  baseline: ComparedRun;
}) {
  const aligned = withFewDigits(alignImages(runs));
  const { classNames } = aligned;
  const shown = runs.map((compared) => ({
    id: compared.run.id,
    name: compared.name,
    method: compared.run.method,
    accuracy: compared.estimate.value,
    classes: classPlaces(compared, classNames),
  }));
  return (
    <>
      <MatricesSection aligned={aligned} baseline={baseline.run.id} runs={shown} />
      {sharedImages(aligned.images).length > 0 ? (
        <DisagreementSection aligned={aligned} runs={shown} />
      ) : (
        <EmptyState title="There is no image on which all of these runs were tested.">
          <p>Choose runs of one repeat to see where they disagree.</p>
        </EmptyState>
      )}
    </>
  );
}
