import { plural } from "@graft/core/analysis/format";
import { Image } from "@graft/ui/image-tile";
import type { AlignedImage } from "../compare/align-images.ts";
import { ImageAnswers } from "../compare/images/image-card.tsx";
import type { ShownRun } from "../compare/shown-run.ts";
import type { ShownGroup } from "./choose-images.ts";

/** The images on which the runs part, group by group, with what every run said of each. */
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
        <p className="mt-2 text-muted text-sm">
          There is no image on which all of these runs were tested.
        </p>
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
