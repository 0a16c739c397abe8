import { EmptyState } from "@graft/ui/notice";
import { alignPictures, classPlaces, sharedPictures, withFewDigits } from "./align-pictures.ts";
import type { ComparedRun } from "./compared-run.ts";
import { MatricesSection } from "./matrices/matrices-section.tsx";
import { DisagreementSection } from "./pictures/disagreement-section.tsx";

/** What the runs said picture by picture: counted in matrices, and where they part. */
export function PicturesPart({
  runs,
  baseline,
}: {
  runs: readonly ComparedRun[];
  baseline: ComparedRun;
}) {
  const aligned = withFewDigits(alignPictures(runs));
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
      {sharedPictures(aligned.pictures).length > 0 ? (
        <DisagreementSection aligned={aligned} runs={shown} />
      ) : (
        <EmptyState title="There is no picture on which all of these runs were tested.">
          <p>Choose runs of one repeat to see where they disagree.</p>
        </EmptyState>
      )}
    </>
  );
}
