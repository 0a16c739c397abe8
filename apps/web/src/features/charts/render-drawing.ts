import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";

/** What XML has no place for, and a name may hold. */
const NO_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** A drawing as the text of an SVG file. */
export function renderDrawing(drawing: ReactElement): string {
  const svg = renderToStaticMarkup(drawing).replaceAll(NO_XML, "");
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svg}\n`;
}
