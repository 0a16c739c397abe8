import { plural } from "@graft/ui/format";
import { Picture } from "@graft/ui/image-tile";
import type { AlignedPicture } from "../compare/align-pictures.ts";
import { PictureAnswers } from "../compare/pictures/picture-card.tsx";
import type { ShownRun } from "../compare/shown-run.ts";
import type { ShownGroup } from "./choose-pictures.ts";

/** The pictures on which the runs part, group by group, with what every run said of each. */
export function ReportPictures({
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
          There is no picture on which all of these runs were tested.
        </p>
      ) : null}
      {groups.map(({ id, label, pictures, total }) => (
        <div className="mt-4" key={id}>
          <h3 className="mb-2 text-sm">
            <span className="font-medium">{label}</span>{" "}
            <span className="text-muted">
              {plural(total, "picture")}
              {pictures.length < total ? `, ${pictures.length} of them shown` : ""}
            </span>
          </h3>
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] gap-3">
            {pictures.map((picture) => (
              <li key={picture.key}>
                <ReportPicture
                  classNames={classNames}
                  picture={picture}
                  runs={runs}
                  src={thumbnails.get(picture.hash) ?? null}
                />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function ReportPicture({
  picture,
  runs,
  classNames,
  src,
}: {
  picture: AlignedPicture;
  runs: readonly ShownRun[];
  classNames: readonly string[];
  /** Null where the picture is left out. */
  src: string | null;
}) {
  const { truth, source } = picture;
  const trueName = classNames[truth] ?? "";
  return (
    <figure className="h-full overflow-hidden rounded-md border border-line bg-surface">
      {src === null ? null : <Picture alt={`${trueName}: ${source}`} loading="eager" src={src} />}
      <figcaption className="px-2 py-1.5 text-xs leading-5">
        <span className="block truncate font-medium">{trueName}</span>
        <span className="block truncate text-faint" title={source}>
          {source}
        </span>
        <PictureAnswers classNames={classNames} picture={picture} runs={runs} />
      </figcaption>
    </figure>
  );
}
