import { percent, plural } from "@graft/core/analysis/format";
import { ConfusionGrid, DifferenceGrid, HeatLegend } from "@graft/ui/charts/matrix-grid";
import { Image } from "@graft/ui/image-tile";
import { MethodMark } from "@graft/ui/marks";
import { countCells, countMoves } from "../compare/cells.ts";
import type { ComparedRun, ShownRun } from "../compare/compared-run.ts";
import { ImageAnswers } from "../compare/disagreement.tsx";
import { type AlignedImage, type AlignedImages, classPlaces } from "../compare/images.ts";
import type { ShownGroup } from "./report-data.ts";

/** The confusion matrices side by side: one scale of colours, one order of classes. */
export function ReportMatrices({
  runs,
  baseline,
  aligned: { classNames, images },
}: {
  /** Two or more, the most accurate first. */
  runs: readonly ComparedRun[];
  /** The run that others are compared with. */
  baseline: ComparedRun;
  aligned: AlignedImages;
}) {
  const others = runs.filter((run) => run !== baseline);
  const look = classNames.length > 5 ? "" : "sm:grid-cols-2 xl:grid-cols-3";
  return (
    <section aria-labelledby="matrices" className="panel p-4">
      <h2 className="section-title" id="matrices">
        Confusion matrices
      </h2>
      <div className="mt-1 mb-4">
        <HeatLegend />
      </div>
      <div className={`grid grid-cols-1 gap-x-8 gap-y-6 ${look}`}>
        {runs.map((compared, index) => {
          const { run, name, estimate } = compared;
          const places = classPlaces(compared, classNames);
          return (
            <div className="min-w-0" key={run.id}>
              <h3 className="mb-2 flex items-center gap-2 text-sm">
                <MethodMark method={run.method} />
                <span className="truncate font-medium">{name}</span>
                <span className="ml-auto text-muted tabular-nums">{percent(estimate.value)}</span>
              </h3>
              <ConfusionGrid
                caption={`Confusion matrix of ${name}`}
                classNames={places.map((place) => classNames[place] ?? "")}
                counts={countCells(images, index, places)}
              />
            </div>
          );
        })}
      </div>
      <h3 className="mt-6 font-medium text-sm">Differences to {baseline.name}</h3>
      <p className="mt-1 mb-4 max-w-prose text-muted text-sm">
        On the images that both were tested on. Blue cells change for the better, orange ones for
        the worse.
      </p>
      <div className={`grid grid-cols-1 gap-x-8 gap-y-6 ${look}`}>
        {others.map((compared) => (
          <div className="min-w-0" key={compared.run.id}>
            <h4 className="mb-2 flex items-center gap-2 text-sm">
              <MethodMark method={compared.run.method} />
              <span className="truncate">{compared.name}</span>
            </h4>
            <DifferenceGrid
              caption={`Confusion matrix of ${compared.name} minus that of ${baseline.name}`}
              classNames={classNames}
              moves={countMoves(
                images,
                { a: runs.indexOf(baseline), b: runs.indexOf(compared) },
                classNames.length,
              )}
            />
          </div>
        ))}
      </div>
    </section>
  );
}

/** The images on which the runs disagree, group by group, with every run's prediction. */
export function ReportImages({
  groups,
  runs,
  classNames,
  thumbnails,
}: {
  groups: readonly ShownGroup[];
  runs: readonly ShownRun[];
  /** Every class of the runs. */
  classNames: readonly string[];
  /** By hash. */
  thumbnails: ReadonlyMap<string, string>;
}) {
  return (
    <section aria-labelledby="disagreement" className="panel p-4">
      <h2 className="section-title" id="disagreement">
        Where they disagree
      </h2>
      {groups.every(({ total }) => total === 0) ? (
        <p className="mt-2 text-muted text-sm">No image was in the test split of all these runs.</p>
      ) : null}
      {groups.map(({ id, label, images, total }) => (
        <div className="mt-4" key={id}>
          <h3 className="mb-2 text-sm">
            <span className="font-medium">{label}</span>{" "}
            <span className="text-muted">
              {plural(total, "image")}
              {images.length < total ? `, ${images.length} of them shown` : ""}
            </span>
          </h3>
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] gap-3">
            {images.map((image) => (
              <li key={image.key}>
                <ReportImage
                  classNames={classNames}
                  image={image}
                  runs={runs}
                  src={thumbnails.get(image.hash) ?? null}
                />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function ReportImage({
  image,
  runs,
  classNames,
  src,
}: {
  image: AlignedImage;
  runs: readonly ShownRun[];
  classNames: readonly string[];
  /** Null where the image is left out. */
  src: string | null;
}) {
  const { truth, source } = image;
  const trueName = classNames[truth] ?? "";
  return (
    <figure className="h-full overflow-hidden rounded-md border border-line bg-surface">
      {src === null ? null : <Image alt={`${trueName}: ${source}`} loading="eager" src={src} />}
      <figcaption className="px-2 py-1.5 text-xs leading-5">
        <span className="block truncate font-medium">{trueName}</span>
        <span className="block truncate text-faint" title={source}>
          {source}
        </span>
        <ImageAnswers classNames={classNames} image={image} runs={runs} />
      </figcaption>
    </figure>
  );
}
