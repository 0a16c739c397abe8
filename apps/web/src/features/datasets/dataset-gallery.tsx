import { plural } from "@graft/core/analysis/format";
import type { DatasetDetail, DatasetImage } from "@graft/db";
import { Image } from "@graft/ui/image-tile";
import { imageAddress } from "../gallery/gallery-item.ts";
import { PageLink } from "../shell/page-link.tsx";
import { type GalleryChoice, type GalleryPlace, numPagesOf, placeAddress } from "./image-choice.ts";

/** The images of a data set, a page at a time; each leads to what every run said of it. */
export function DatasetGallery({
  dataset,
  place,
  images,
  total,
  numSuspects,
  numMissed,
}: {
  dataset: DatasetDetail;
  place: GalleryPlace;
  images: readonly DatasetImage[];
  /** Of the choice. */
  total: number;
  numSuspects: number;
  /** Images that every run missed. */
  numMissed: number;
}) {
  const choices = choicesOf(dataset, { numSuspects, numMissed });
  const { pairsPage = 1 } = place;
  const active = placeAddress(dataset.id, { ...place, page: 1 });
  return (
    <section aria-labelledby="gallery" className="panel min-w-0 scroll-mt-4 p-4">
      <h2 className="section-title" id="gallery">
        Gallery
      </h2>
      <nav aria-label="Which images" className="mt-2 mb-4 flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {choices.map(({ choice, label }) => {
          const address = placeAddress(dataset.id, { choice, page: 1, pairsPage });
          return address === active ? (
            <span aria-current="page" className="max-w-60 truncate font-medium" key={address}>
              {label}
            </span>
          ) : (
            <PageLink className="link max-w-60 truncate" href={address} key={address}>
              {label}
            </PageLink>
          );
        })}
      </nav>
      {EXPLAINED[place.choice.kind] ? (
        <p className="mb-4 max-w-prose text-muted text-sm">{EXPLAINED[place.choice.kind]}</p>
      ) : null}
      {images.length === 0 ? (
        <p className="py-6 text-center text-muted text-sm">{nothing(place.choice)}</p>
      ) : (
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(7rem,1fr))] gap-3">
          {images.map((image) => (
            <li className="min-w-0" key={image.id}>
              <Tile datasetId={dataset.id} image={image} />
            </li>
          ))}
        </ul>
      )}
      <Pages datasetId={dataset.id} place={place} total={total} />
    </section>
  );
}

const EXPLAINED: Partial<Record<GalleryChoice["kind"], string>> = {
  suspects:
    "Runs that are clearly better than chance are as sure of another class for these images as they usually are of that class's own; the surest first. Check the labels before you train again. Only test images are judged.",
  missed:
    "Missed by every run that was tested on them, two or more. They may be hard, or the runs poor: that says little about their labels.",
};

function choicesOf(
  { classes, numImages, duplicates }: DatasetDetail,
  { numSuspects, numMissed }: { numSuspects: number; numMissed: number },
) {
  const choices: { choice: GalleryChoice; label: string }[] = [
    { choice: { kind: "all" }, label: `All ${numImages}` },
    ...classes.map(({ name, numImages }, label) => ({
      choice: { kind: "class" as const, label },
      label: `${name} ${numImages}`,
    })),
  ];
  if (duplicates.images > 0) {
    choices.push({ choice: { kind: "duplicates" }, label: `Same content ${duplicates.images}` });
  }
  choices.push({ choice: { kind: "suspects" }, label: `Likely label errors ${numSuspects}` });
  choices.push({ choice: { kind: "missed" }, label: `Missed by every run ${numMissed}` });
  return choices;
}

function nothing(choice: GalleryChoice): string {
  if (choice.kind === "suspects") return "No label looks wrong to the runs so far.";
  return choice.kind === "missed"
    ? "No image was missed by all of two or more runs."
    : "There is no image here.";
}

function Tile({ image, datasetId }: { image: DatasetImage; datasetId: number }) {
  const { id, hash, className, source, numRuns, numWrong } = image;
  return (
    <PageLink
      className="block overflow-hidden rounded-md border border-line bg-surface hover:border-line-strong"
      href={`/datasets/${datasetId}/images/${id}`}
      title={source}
    >
      <Image alt={`${className}, ${source}`} src={imageAddress(hash)} />
      <span className="block px-2 py-1.5 text-xs leading-4">
        <span className="block truncate font-medium">{className}</span>
        <span className={`block truncate ${numWrong > 0 ? "text-miss" : "text-faint"}`}>
          {numRuns === 0 ? "not tested" : `wrong in ${numWrong} of ${numRuns}`}
        </span>
      </span>
    </PageLink>
  );
}

function Pages({
  datasetId,
  place,
  total,
}: {
  datasetId: number;
  place: GalleryPlace;
  total: number;
}) {
  const last = numPagesOf(total);
  if (last === 1) return null;
  const to = (page: number) => placeAddress(datasetId, { ...place, page });
  return (
    <nav aria-label="Pages" className="mt-4 flex items-center gap-3 text-sm">
      {place.page > 1 ? (
        <PageLink className="button" href={to(place.page - 1)}>
          Before
        </PageLink>
      ) : null}
      {place.page < last ? (
        <PageLink className="button" href={to(place.page + 1)}>
          Next
        </PageLink>
      ) : null}
      <span className="text-muted">
        Page {place.page} of {last}, {plural(total, "image")}
      </span>
    </nav>
  );
}
