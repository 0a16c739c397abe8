import { EmptyState } from "@graft/ui/notice";
import { alignPictures, classPlaces, sharedPictures, withFewDigits } from "./align-pictures.ts";
import type { CompareParams } from "./compare-params.ts";
import type { ComparedRun } from "./compared-run.ts";
import { MatricesSection } from "./matrices/matrices-section.tsx";
import { parseMatrixView, parsePair } from "./matrices/matrix-view.ts";
import { DisagreementSection } from "./pictures/disagreement-section.tsx";

/** What the runs said picture by picture: counted in matrices, and where they part. */
export function PicturesPart({
  runs,
  baseline,
  params,
}: {
  runs: readonly ComparedRun[];
  baseline: ComparedRun;
  params: CompareParams;
}) {
  const aligned = withFewDigits(alignPictures(runs));
  const { classNames } = aligned;
  const ids = runs.map(({ run }) => run.id);
  const shown = runs.map((compared) => ({
    id: compared.run.id,
    name: compared.name,
    method: compared.run.method,
    accuracy: compared.estimate.value,
    classes: classPlaces(compared, classNames),
  }));
  return (
    <>
      <MatricesSection
        aligned={aligned}
        initialPair={parsePair(params.pair, { ids, baseline: baseline.run.id })}
        initialView={parseMatrixView(params.cell, { ids, numClasses: classNames.length })}
        runs={shown}
      />
      {sharedPictures(aligned.pictures).length > 0 ? (
        <DisagreementSection
          aligned={aligned}
          initialGroup={typeof params.group === "string" ? params.group : null}
          runs={shown}
        />
      ) : (
        <EmptyState title="There is no picture on which all of these runs were tested.">
          <p>Choose runs of one repeat to see where they disagree.</p>
        </EmptyState>
      )}
    </>
  );
}
