/** Images on one page of the gallery. */
export const PAGE_SIZE = 96;

/** What the gallery shows: all images, a class, copies, likely label errors, or what every run missed. */
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

/** Which images an address shows, such as `?show=class-1&page=2`; all of them for anything it does not know. */
export function parsePlace({ show, page, pairs }: SearchParams, numClasses: number): GalleryPlace {
  const place = { choice: parseChoice(show, numClasses), page: parsePage(page) };
  const pairsPage = parsePage(pairs);
  return pairsPage === 1 ? place : { ...place, pairsPage };
}

function parsePage(page: SearchParams[string]): number {
  return typeof page === "string" && /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 1;
}

/** The same place among so many images: no page is beyond the last one. */
export function placeWithin(place: GalleryPlace, total: number): GalleryPlace {
  return { ...place, page: Math.min(place.page, numPagesOf(total)) };
}

/** Pages of so many images; one of none. */
export function numPagesOf(total: number): number {
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
