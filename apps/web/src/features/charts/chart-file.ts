import { type ChartPalette, DARK_PALETTE, LIGHT_PALETTE } from "@graft/ui/chart-palette";

type Param = string | readonly string[] | undefined;

/** `roc.svg`: the chart `roc`; null for anything that is no such file. */
export function parseChartFile(file: Param): string | null {
  return (typeof file === "string" && /^([a-z-]+)\.svg$/.exec(file)?.[1]) || null;
}

/** What a chart is drawn in, and how its file is told from the one in the other colours. */
export interface ChartColors {
  readonly palette: ChartPalette;
  /** Before the ending of the name of the file. */
  readonly suffix: string;
}

/** `theme=dark`: on a dark ground; anything else is on white, as paper is. */
export function parseChartTheme(theme: Param): ChartColors {
  return theme === "dark"
    ? { palette: DARK_PALETTE, suffix: "-dark" }
    : { palette: LIGHT_PALETTE, suffix: "" };
}
