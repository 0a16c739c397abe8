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
}

type SearchParams = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Which images an address shows, such as `?show=class-1&page=2`; all of them for anything unknown. */
export function parsePlace({ show, page }: SearchParams, numClasses: number): GalleryPlace {
  const number = typeof page === "string" && /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 1;
  return { choice: parseChoice(show, numClasses), page: number };
}

/** The same place within `total` images: no page is beyond the last one. */
export function placeWithin(place: GalleryPlace, total: number): GalleryPlace {
  return { ...place, page: Math.min(place.page, numPagesOf(total)) };
}

/** The number of pages for `total` images, at least one. */
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
export function placeAddress(datasetId: number, { choice, page }: GalleryPlace): string {
  const params = new URLSearchParams();
  if (choice.kind === "class") params.set("show", `class-${choice.label}`);
  else if (choice.kind !== "all") params.set("show", choice.kind);
  if (page > 1) params.set("page", String(page));
  const text = params.toString();
  return `/datasets/${datasetId}${text ? `?${text}` : ""}#gallery`;
}
