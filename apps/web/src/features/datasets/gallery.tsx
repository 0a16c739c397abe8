import { plural } from "@graft/core/analysis/format";
import { findLabelErrors, type LabelError } from "@graft/core/analysis/metrics";
import {
  type DatasetDetail,
  type DatasetImage,
  type Db,
  type ImageChoice,
  readVotes,
} from "@graft/db";
import { Image } from "@graft/ui/image-tile";
import { imageAddress } from "../shared/run-words.ts";
import { PageLink } from "../shell/links.tsx";

/** The images of a data set, a page at a time; each links to its predictions. */
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
    "Runs that are clearly better than chance are as confident in another class for these images as they usually are for images of that class; most confident first. Check the labels before you train again. Only test images are checked.",
  missed:
    "Misclassified by every run tested on them, at least two. The images may be hard, or the runs poor: this says little about the labels.",
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
    choices.push({ choice: { kind: "duplicates" }, label: `Duplicates ${duplicates.images}` });
  }
  choices.push({ choice: { kind: "suspects" }, label: `Likely label errors ${numSuspects}` });
  choices.push({ choice: { kind: "missed" }, label: `Misclassified by every run ${numMissed}` });
  return choices;
}

function nothing(choice: GalleryChoice): string {
  if (choice.kind === "suspects") return "No likely label errors so far.";
  return choice.kind === "missed"
    ? "No image is misclassified by all of its runs."
    : "No images here.";
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
          Previous
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

/** Images on one page of the gallery. */
export const PAGE_SIZE = 96;

/** The images that the gallery shows: all, a class, duplicates, likely label errors, or those that every run misclassifies. */
export type GalleryChoice =
  | { readonly kind: "all" | "duplicates" | "missed" }
  | { readonly kind: "suspects" }
  /** A label index. */
  | { readonly kind: "class"; readonly label: number };

export interface GalleryPlace {
  readonly choice: GalleryChoice;
  /** 1-based. */
  readonly page: number;
  /** Of the near-duplicates, 1-based; the first where it is left out. */
  readonly pairsPage?: number;
}

type SearchParams = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Which images an address shows, such as `?show=class-1&page=2`; all of them for anything unknown. */
export function parsePlace({ show, page, pairs }: SearchParams, numClasses: number): GalleryPlace {
  const place = { choice: parseChoice(show, numClasses), page: parsePage(page) };
  const pairsPage = parsePage(pairs);
  return pairsPage === 1 ? place : { ...place, pairsPage };
}

function parsePage(page: SearchParams[string]): number {
  return typeof page === "string" && /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 1;
}

/** The same place within `total` images: no page is beyond the last one. */
export function placeWithin(place: GalleryPlace, total: number): GalleryPlace {
  return { ...place, page: Math.min(place.page, numPagesOf(total)) };
}

/** The number of pages for `total` images, at least one. */
function numPagesOf(total: number): number {
  return Math.max(1, Math.ceil(total / PAGE_SIZE));
}

function parseChoice(show: SearchParams[string], numClasses: number): GalleryChoice {
  if (show === "duplicates" || show === "suspects" || show === "missed") return { kind: show };
  const [, label] = (typeof show === "string" && /^class-(\d{1,4})$/.exec(show)) || [];
  if (label === undefined || Number(label) >= numClasses) return { kind: "all" };
  return { kind: "class", label: Number(label) };
}

/** The address of a page of the gallery of a data set. */
export function placeAddress(datasetId: number, place: GalleryPlace): string {
  return `${addressOf(datasetId, place)}#gallery`;
}

/** The address of a page of its near-duplicates; the gallery stays where it is. */
export function pairsAddress(datasetId: number, place: GalleryPlace): string {
  return `${addressOf(datasetId, place)}#near-duplicates`;
}

function addressOf(datasetId: number, { choice, page, pairsPage = 1 }: GalleryPlace): string {
  const params = new URLSearchParams();
  if (choice.kind === "class") params.set("show", `class-${choice.label}`);
  else if (choice.kind !== "all") params.set("show", choice.kind);
  if (page > 1) params.set("page", String(page));
  if (pairsPage > 1) params.set("pairs", String(pairsPage));
  const text = params.toString();
  return `/datasets/${datasetId}${text ? `?${text}` : ""}`;
}

/** Images of a data set whose labels are probably wrong, most confident first. */
export async function readLabelErrors(
  db: Db,
  { id, numClasses }: { readonly id: number; readonly numClasses: number },
): Promise<LabelError[]> {
  return findLabelErrors(await readVotes(db, id), numClasses);
}

/** The choice as the database takes it. */
export function toImageChoice(choice: GalleryChoice, errors: readonly LabelError[]): ImageChoice {
  if (choice.kind !== "suspects") return choice;
  return { kind: "listed", ids: errors.map(({ image }) => image) };
}
