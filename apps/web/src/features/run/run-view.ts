import { CURVE_AXES, type CurveAxisName } from "@graft/ui/curve-axis";
import { type ClassSort, parseClassSort, sortText } from "./class-table.ts";
import {
  GALLERY_SORTS,
  type GalleryChoice,
  type GallerySort,
  parseShow,
  showText,
} from "./gallery-view.ts";

/** How a run's page looks at its test; all of it stands in the address. */
export interface RunView extends GalleryChoice {
  /** Of the gallery, from 1. */
  readonly page: number;
  readonly cells: "count" | "percent";
  readonly classSort: ClassSort;
  /** The class whose curves are drawn; null for those that need it most. */
  readonly curve: number | null;
  /** What training is drawn over. */
  readonly axis: CurveAxisName;
  /** Another quantity that is drawn beside loss and accuracy. */
  readonly metric: string | null;
}

const LONGEST_KEY = 100;

type Params = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What is not in the address, or is no sense there, is as it is at first. */
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

/** What stands in the address for a view, by name; nothing for what is as it is at first. */
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

/** Makes addresses of a run's page: the view it has now, but for what is given. */
export type ViewAddress = (changes: Partial<RunView>) => string;

/** Other images begin on their first page. */
export function viewAddress(runId: number, view: RunView): ViewAddress {
  return (changes) => {
    const query = new URLSearchParams(viewParams({ ...view, page: 1, ...changes })).toString();
    return `/runs/${runId}${query && `?${query}`}`;
  };
}
