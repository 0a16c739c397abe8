import type { ReactNode } from "react";
import type { ChartPalette } from "./chart-palette.ts";

/** Of drawings that stand alone: what every system has. */
export const FONT = "ui-sans-serif, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif";
/** Height of the title's line. */
export const HEAD = 34;

/** The ground of a drawing that stands alone: white, with its title, in fixed colours. */
export function DrawingFrame({
  title,
  sentence,
  width,
  height,
  palette,
  children,
}: {
  title: string;
  /** What it shows, for those who cannot see it. */
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
