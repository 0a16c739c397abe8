import { type MarkShapeName, methodStyle } from "./methods.ts";

/** How a series looks in a chart: a colour, a mark and a dash, so that colour is never the only difference. */
export interface SeriesLook {
  /** Token in theme.css, such as `--series-1`. */
  readonly color: string;
  readonly mark: MarkShapeName;
  /** An SVG dash array; null for an unbroken line. */
  readonly dash: string | null;
}

const MARKS: readonly MarkShapeName[] = ["circle", "square", "triangle", "diamond", "plus"];
const DASHES = [null, "7 4", "2 3"];

/** So many series can be told apart. */
export const MOST_SERIES = MARKS.length * 2;

/** The look of series `index`: five colours, each with its mark, unbroken first and then dashed. */
export function seriesLook(index: number): SeriesLook {
  const color = index % MARKS.length;
  return {
    color: `--series-${color + 1}`,
    mark: MARKS[color] ?? "circle",
    dash: dashOf(Math.floor(index / MARKS.length)),
  };
}

/** The look of the only series of a chart about a run: that of its method. */
export function methodLook(method: string, dash: string | null = null): SeriesLook {
  const { token, shape } = methodStyle(method);
  return { color: token, mark: shape, dash };
}

/**
 * The looks of several runs in one chart, in their order: those of their methods, further runs of one method
 * dashed; with so many of one method that dashes do not tell them apart, the looks of any series.
 */
export function runLooks(methods: readonly string[]): SeriesLook[] {
  const seen = new Map<string, number>();
  const turns = methods.map((method) => {
    const turn = seen.get(method) ?? 0;
    seen.set(method, turn + 1);
    return turn;
  });
  if (Math.max(0, ...turns) >= DASHES.length) return methods.map((_, index) => seriesLook(index));
  return methods.map((method, index) => methodLook(method, dashOf(turns[index] ?? 0)));
}

function dashOf(turn: number): string | null {
  return DASHES[turn % DASHES.length] ?? null;
}
