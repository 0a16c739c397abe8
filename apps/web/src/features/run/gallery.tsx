import { plural } from "@graft/core/analysis/format";
import { ImageTile } from "@graft/ui/image-tile";
import Form from "next/form";
import Link from "next/link";
import { imageAddress } from "../shared/run-words.ts";
import type { TestedImage } from "./run-test.ts";
import {
  GALLERY_SORTS,
  type GallerySelection,
  type GallerySort,
  type GalleryView,
  HiddenParams,
  type RunView,
  type ViewAddress,
  ViewChoices,
  ViewLink,
} from "./view.tsx";

/** Images on a page. */
const PAGE_SIZE = 48;

/** The test images with the run's predictions, as chosen in the address. */
export function GallerySection({
  images,
  classNames,
  runId,
  datasetId,
  view,
  address,
}: {
  images: readonly TestedImage[];
  classNames: readonly string[];
  runId: number;
  datasetId: number;
  view: RunView;
  address: ViewAddress;
}) {
  const chosen = chooseImages(images, view);
  const numPages = Math.max(1, Math.ceil(chosen.length / PAGE_SIZE));
  const page = Math.min(view.page, numPages);
  const start = (page - 1) * PAGE_SIZE;
  const shown = chosen.slice(start, start + PAGE_SIZE);
  const numWrong = images.filter(({ truth, predicted }) => truth !== predicted).length;
  const nameOf = (label: number) => classNames[label] ?? `class ${label}`;
  return (
    <section aria-labelledby="images" className="panel min-w-0 p-4">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="section-title scroll-mt-16" id="images">
          {heading(view.show, nameOf)}
        </h2>
        <ViewChoices
          choices={[
            {
              label: `Misclassified ${numWrong.toLocaleString("en-GB")}`,
              active: view.show.kind === "errors",
              href: address({ show: { kind: "errors" } }),
            },
            {
              label: `All ${images.length.toLocaleString("en-GB")}`,
              active: view.show.kind === "all",
              href: address({ show: { kind: "all" } }),
            },
          ]}
          label="Which images"
        />
      </div>
      <div className="mb-4 flex flex-wrap items-end gap-x-4 gap-y-2 text-sm">
        <ViewChoices
          choices={Object.entries(GALLERY_SORTS).map(([sort, label]) => ({
            label,
            active: view.sort === sort,
            href: address({ sort: sort as GallerySort }),
          }))}
          label="Order"
        />
        {view.show.kind === "cell" ? null : (
          <Form action={`/runs/${runId}`} className="flex gap-2" replace scroll={false}>
            <HiddenParams names={["of", "page"]} view={view} />
            <label className="inline-flex items-center gap-2">
              <span className="text-muted">True class</span>
              <select
                className="field max-w-48"
                defaultValue={view.of ?? ""}
                key={view.of}
                name="of"
              >
                <option value="">all</option>
                {classNames.map((name, label) => (
                  <option key={name} value={label}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
            <button className="button" type="submit">
              Filter
            </button>
          </Form>
        )}
      </div>
      {shown.length === 0 ? (
        <p className="py-6 text-center text-muted text-sm">{nothing(view)}</p>
      ) : (
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(7.5rem,1fr))] gap-3">
          {shown.map((image) => (
            <li key={`${image.hash} ${image.source}`}>
              <Link
                className="block rounded-md hover:outline-2 hover:outline-line-strong"
                href={`/datasets/${datasetId}/images/${image.imageId}`}
                prefetch={false}
                title="The predictions of every run for this image"
              >
                <ImageTile
                  outcome={{
                    trueName: nameOf(image.truth),
                    predictedName: nameOf(image.predicted),
                    probability: image.probability,
                    correct: image.truth === image.predicted,
                  }}
                  source={image.source}
                  src={imageAddress(image.hash)}
                />
              </Link>
            </li>
          ))}
        </ul>
      )}
      <div className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
        <p aria-live="polite" className="text-muted tabular-nums">
          {numPages > 1
            ? `${start + 1} to ${start + shown.length} of ${plural(chosen.length, "image")}`
            : plural(chosen.length, "image")}
        </p>
        {page > 1 ? (
          <ViewLink className="button" href={`${address({ page: page - 1 })}#images`}>
            Previous
          </ViewLink>
        ) : null}
        {page < numPages ? (
          <ViewLink className="button" href={`${address({ page: page + 1 })}#images`}>
            Next {Math.min(PAGE_SIZE, chosen.length - start - PAGE_SIZE)}
          </ViewLink>
        ) : null}
      </div>
    </section>
  );
}

function heading(show: GalleryView, nameOf: (label: number) => string): string {
  if (show.kind === "errors") return "Misclassified";
  if (show.kind === "all") return "All test images";
  return show.truth === show.predicted
    ? `${nameOf(show.truth)}, correct`
    : `${nameOf(show.truth)} predicted as ${nameOf(show.predicted)}`;
}

function nothing({ show, of }: RunView): string {
  if (show.kind === "cell") return "No images in this cell.";
  if (of !== null) return "No images of this class here.";
  return show.kind === "errors" ? "No test image is misclassified." : "There are no images.";
}

/** The images of a view in its order; equal ones stay in the order of the data set. */
export function chooseImages(
  images: readonly TestedImage[],
  { show, of, sort }: GallerySelection,
): TestedImage[] {
  return images
    .filter((image) => isIn(show, image) && (of === null || image.truth === of))
    .sort(ORDERS[sort]);
}

function isIn(view: GalleryView, { truth, predicted }: TestedImage): boolean {
  if (view.kind === "cell") return truth === view.truth && predicted === view.predicted;
  return view.kind === "all" || truth !== predicted;
}

type Order = (a: TestedImage, b: TestedImage) => number;

const byTrueProbability: Order = (a, b) => a.trueProbability - b.trueProbability;
const byDoubt: Order = (a, b) => b.entropy - a.entropy;

const ORDERS: Readonly<Record<GallerySort, Order>> = {
  // As `worstClassifiedExamples` and `leastCertainExamples` of the measurements.
  wrong: byTrueProbability,
  unsure: byDoubt,
  "sure-errors": (a, b) => {
    const [wrongA, wrongB] = [a.truth !== a.predicted, b.truth !== b.predicted];
    if (wrongA !== wrongB) return wrongA ? -1 : 1;
    return wrongA ? b.probability - a.probability : byDoubt(a, b);
  },
  class: (a, b) => a.truth - b.truth || a.predicted - b.predicted || byTrueProbability(a, b),
};
