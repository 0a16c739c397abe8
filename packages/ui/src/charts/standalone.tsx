import type { ReactNode } from "react";

/** Colours by token, for a drawing that leaves the page and its theme. */
export type ChartPalette = Readonly<Record<string, string>>;

/** The light theme's colours of all that charts are drawn with; theme.test.ts keeps them the same. */
export const LIGHT_PALETTE: ChartPalette = {
  "--surface": "#ffffff",
  "--sunken": "#f3f1ed",
  "--line": "#e5e1da",
  "--line-strong": "#8c857a",
  "--ink": "#1d1b18",
  "--muted": "#5a554d",
  "--faint": "#6f6960",
  "--method-fine-tuned": "#1559a6",
  "--method-frozen-features": "#0f9b80",
  "--method-raw-pixels": "#c07a00",
  "--method-scratch": "#8a2460",
  "--heat-hit": "#86b9ec",
  "--heat-miss": "#f2a56f",
  "--series-1": "#4636b9",
  "--series-2": "#cc7b1e",
  "--series-3": "#5294c1",
  "--series-4": "#982611",
  "--series-5": "#330747",
};

/** The same of the dark theme. */
export const DARK_PALETTE: ChartPalette = {
  "--surface": "#1c1b19",
  "--sunken": "#252320",
  "--line": "#35322e",
  "--line-strong": "#7b756b",
  "--ink": "#f1eee8",
  "--muted": "#b3ada3",
  "--faint": "#9a948a",
  "--method-fine-tuned": "#4a96e8",
  "--method-frozen-features": "#62dfbb",
  "--method-raw-pixels": "#f7b538",
  "--method-scratch": "#c66cac",
  "--heat-hit": "#1f5c99",
  "--heat-miss": "#96461a",
  "--series-1": "#805ee2",
  "--series-2": "#d3b73e",
  "--series-3": "#5cb9d1",
  "--series-4": "#ba4557",
  "--series-5": "#b6f9f2",
};

/** Fonts for files: every system has one of them. */
export const FONT = "ui-sans-serif, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif";
/** Height of the title's line. */
export const HEAD = 34;

/** The frame of a drawing that is a file: its background and title, in fixed colours. */
export function DrawingFrame({
  title,
  sentence,
  width,
  height,
  palette,
  children,
}: {
  title: string;
  /** Describes it to screen readers. */
  sentence: string;
  width: number;
  height: number;
  palette: ChartPalette;
  children: ReactNode;
}) {
  return (
    <svg
      aria-label={sentence}
      fontFamily={FONT}
      fontSize="12"
      height={height}
      role="img"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      xmlns="http://www.w3.org/2000/svg"
    >
      <rect fill={paint(palette, "--surface")} height={height} width={width} />
      <text fill={paint(palette, "--ink")} fontSize="14" fontWeight="600" x="12" y="22">
        {title}
      </text>
      {children}
    </svg>
  );
}

/** The colour of a token; black for one that the palette does not know. */
export function paint(palette: ChartPalette, token: string): string {
  return palette[token] ?? "#000000";
}

/** A name in the room there is: an SVG breaks no lines and cuts nothing off. */
export function clip(name: string, most: number): string {
  const signs = Array.from(name);
  return signs.length <= most ? name : `${signs.slice(0, most - 1).join("")}…`;
}
