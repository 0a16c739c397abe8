/** The shapes of the marks of methods and series. */
export type MarkShapeName = "circle" | "diamond" | "square" | "triangle" | "plus";

/** How a method looks everywhere: a colour and a shape, so that colour is never the only difference. */
export interface MethodStyle {
  readonly shape: MarkShapeName;
  /** Tailwind classes that set the text colour (marks are drawn in it) and the fill. */
  readonly text: string;
  /** The token in theme.css, for drawing on a canvas. */
  readonly token: string;
  /** A description in one sentence. */
  readonly about: string;
}

const STYLES: Readonly<Record<string, MethodStyle>> = {
  "fine-tuned": {
    shape: "circle",
    text: "text-fine-tuned",
    token: "--method-fine-tuned",
    about: "The pretrained net with a new head, every layer trained on.",
  },
  "frozen-features": {
    shape: "diamond",
    text: "text-frozen-features",
    token: "--method-frozen-features",
    about: "A classical classifier on the outputs of the pretrained net, its layers fixed.",
  },
  "raw-pixels": {
    shape: "square",
    text: "text-raw-pixels",
    token: "--method-raw-pixels",
    about: "A classical classifier on the raw pixels.",
  },
  scratch: {
    shape: "triangle",
    text: "text-scratch",
    token: "--method-scratch",
    about: "The same net from random weights, nothing transferred.",
  },
};

const UNKNOWN: MethodStyle = {
  shape: "circle",
  text: "text-muted",
  token: "--muted",
  about: "A method this version does not know.",
};

/** The look of a method; a method from a newer version is shown in grey. */
export function methodStyle(method: string): MethodStyle {
  return Object.hasOwn(STYLES, method) ? (STYLES[method] ?? UNKNOWN) : UNKNOWN;
}

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

/** More series cannot be told apart. */
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
 * dashed; with too many runs of one method for dashes, the looks of any series.
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

/** The reader's choice; `system` follows the operating system. */
const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** The theme of a cookie's value; `system` for anything else. */
export function parseTheme(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? "system";
}

/** The one that follows in the round. */
export function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system";
}
