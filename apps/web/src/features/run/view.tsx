import { CURVE_AXES, type CurveAxisName } from "@graft/ui/charts/curves";
import Link from "next/link";
import type { ReactNode } from "react";

/** The images that the gallery shows: misclassified ones, all, or those of one cell of the confusion matrix. */
export type GalleryView =
  | { readonly kind: "errors" }
  | { readonly kind: "all" }
  | { readonly kind: "cell"; readonly truth: number; readonly predicted: number };

/** In which order, by name; the first one unless something else is asked for. */
export const GALLERY_SORTS = {
  wrong: "Most wrong first",
  unsure: "Least confident first",
  "sure-errors": "Most confident errors first",
  class: "By class",
} as const;
export type GallerySort = keyof typeof GALLERY_SORTS;

export interface GallerySelection {
  readonly show: GalleryView;
  /** Only images of this class; null for all. */
  readonly of: number | null;
  readonly sort: GallerySort;
}

const COLUMNS = ["name", "support", "precision", "recall", "f1Score", "areaUnderROCCurve"] as const;
export type ClassColumn = (typeof COLUMNS)[number];

export interface ClassSort {
  readonly by: ClassColumn;
  readonly descending: boolean;
}

/** The view of a run's page; all of it is in the address. */
export interface RunView extends GallerySelection {
  /** Of the gallery, from 1. */
  readonly page: number;
  readonly cells: "count" | "percent";
  readonly classSort: ClassSort;
  /** The class whose curves are drawn; null for those that need it most. */
  readonly curve: number | null;
  /** The horizontal axis of the training curves. */
  readonly axis: CurveAxisName;
  /** Another quantity that is drawn beside loss and accuracy. */
  readonly metric: string | null;
}

const LONGEST_KEY = 100;

type Params = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Reads the view from the address; a missing or invalid part has its default. */
export function parseRunView(params: Params, numClasses: number): RunView {
  const text = (name: string) => {
    const value = params[name];
    return typeof value === "string" ? value : null;
  };
  return {
    show: parseShow(text("show"), numClasses),
    of: parseClass(text("of"), numClasses),
    sort: parseSort(text("sort")),
    page: Number(/^[1-9]\d{0,4}$/.exec(text("page") ?? "")?.[0] ?? 1),
    cells: text("cells") === "percent" ? "percent" : "count",
    classSort: parseClassSort(text("classes")),
    curve: parseClass(text("curve"), numClasses),
    axis: CURVE_AXES.find((axis) => axis === text("axis")) ?? "epoch",
    metric: text("metric")?.slice(0, LONGEST_KEY) ?? null,
  };
}

function parseClass(text: string | null, numClasses: number): number | null {
  if (text === null || !/^\d{1,4}$/.test(text)) return null;
  return Number(text) < numClasses ? Number(text) : null;
}

function parseSort(text: string | null): GallerySort {
  return text !== null && Object.hasOwn(GALLERY_SORTS, text) ? (text as GallerySort) : "wrong";
}

/** The parameters of a view in the address; defaults are left out. */
export function viewParams(view: RunView): [name: string, value: string][] {
  const { show, of, sort, page, cells, classSort, curve, axis, metric } = view;
  const all: [string, string | null][] = [
    ["show", showText(show)],
    ["of", of === null ? null : String(of)],
    ["sort", sort === "wrong" ? null : sort],
    ["page", page === 1 ? null : String(page)],
    ["cells", cells === "count" ? null : cells],
    ["classes", sortText(classSort)],
    ["curve", curve === null ? null : String(curve)],
    ["axis", axis === "epoch" ? null : axis],
    ["metric", metric],
  ];
  return all.flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
}

/** Makes addresses of a run's page: its current view with some changes. */
export type ViewAddress = (changes: Partial<RunView>) => string;

/** The gallery starts on its first page again. */
export function viewAddress(runId: number, view: RunView): ViewAddress {
  return (changes) => {
    const query = new URLSearchParams(viewParams({ ...view, page: 1, ...changes })).toString();
    return `/runs/${runId}${query && `?${query}`}`;
  };
}

/** Reads `show` of the address, such as `all` or `0-1`; anything else means the errors. */
export function parseShow(show: string | null, numClasses: number): GalleryView {
  if (show === "all") return { kind: "all" };
  const [, truth, predicted] = /^(\d{1,4})-(\d{1,4})$/.exec(show ?? "") ?? [];
  if (truth === undefined || predicted === undefined) return { kind: "errors" };
  const cell = { truth: Number(truth), predicted: Number(predicted) };
  const known = cell.truth < numClasses && cell.predicted < numClasses;
  return known ? { kind: "cell", ...cell } : { kind: "errors" };
}

/** The same as text; null for the errors, the default. */
export function showText(view: GalleryView): string | null {
  if (view.kind === "errors") return null;
  return view.kind === "all" ? "all" : `${view.truth}-${view.predicted}`;
}

/** The worst first. */
const WORST_FIRST: ClassSort = { by: "f1Score", descending: false };

/** From the address, such as `recall` or `-recall` for descending. */
export function parseClassSort(text: string | null): ClassSort {
  const [, minus, name] = /^(-?)(\w+)$/.exec(text ?? "") ?? [];
  const by = COLUMNS.find((column) => column === name);
  return by ? { by, descending: minus === "-" } : WORST_FIRST;
}

/** The same as text; null for the default order. */
export function sortText({ by, descending }: ClassSort): string | null {
  if (by === WORST_FIRST.by && descending === WORST_FIRST.descending) return null;
  return `${descending ? "-" : ""}${by}`;
}

/** A link to another view of the same page: it keeps the scroll position and adds no history entry. */
export function ViewLink({
  href,
  className = "link",
  "aria-current": current,
  children,
}: {
  href: string;
  className?: string;
  "aria-current"?: "true" | undefined;
  children: ReactNode;
}) {
  // Only a link to a place on the page scrolls.
  return (
    <Link
      aria-current={current}
      className={className}
      href={href}
      prefetch={false}
      replace
      scroll={href.includes("#")}
    >
      {children}
    </Link>
  );
}

/** A few exclusive views in a row. */
export function ViewChoices({
  label,
  choices,
}: {
  label: string;
  choices: readonly { label: string; active: boolean; href: string }[];
}) {
  return (
    <nav aria-label={label} className="flex flex-wrap gap-1 rounded-md border border-line p-0.5">
      {choices.map((choice) => (
        <ViewLink
          aria-current={choice.active ? "true" : undefined}
          className="inline-flex h-7 items-center rounded px-2.5 text-muted text-sm tabular-nums hover:text-ink aria-[current]:bg-sunken aria-[current]:font-medium aria-[current]:text-ink"
          href={choice.href}
          key={choice.label}
        >
          {choice.label}
        </ViewLink>
      ))}
    </nav>
  );
}

/** Keeps the other parts of the view in a form that changes one part. */
export function HiddenParams({ view, names }: { view: RunView; names: readonly string[] }) {
  return viewParams(view)
    .filter(([name]) => !names.includes(name))
    .map(([name, value]) => <input key={name} name={name} type="hidden" value={value} />);
}
