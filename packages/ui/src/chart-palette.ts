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
