import { ClassSection } from "./classes.tsx";
import { GallerySection } from "./gallery.tsx";
import { BESIDE, MatrixSection } from "./matrix.tsx";
import { ProbabilitiesSection } from "./probabilities.tsx";
import type { TestedRun } from "./tested-run.ts";
import { type RunView, viewAddress } from "./view.tsx";

/** The sections of a run's test: confusions with their images, classes, probabilities. */
export function TestSections({
  tested,
  run,
  view,
}: {
  tested: TestedRun;
  run: { id: number; method: string; dataset: { id: number; classNames: readonly string[] } };
  view: RunView;
}) {
  const { classNames } = run.dataset;
  const address = viewAddress(run.id, view);
  const shared = { classNames, view, address };
  // A matrix of few classes is beside its images, a larger one above them.
  const columns =
    classNames.length <= BESIDE ? "items-start lg:grid-cols-[minmax(20rem,2fr)_5fr]" : "";
  return (
    <>
      <div className={`grid grid-cols-1 gap-6 ${columns}`}>
        <MatrixSection measured={tested.measured} {...shared} />
        <GallerySection
          datasetId={run.dataset.id}
          images={tested.images}
          runId={run.id}
          {...shared}
        />
      </div>
      <ClassSection tested={tested} {...shared} />
      <ProbabilitiesSection
        classNames={classNames}
        measured={tested.measured}
        method={run.method}
        runId={run.id}
        view={view}
      />
    </>
  );
}
