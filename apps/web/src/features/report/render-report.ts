import { createHash } from "node:crypto";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import type { ReportData } from "./read-report.ts";
import { Report } from "./report.tsx";

export interface Rendering {
  /** The style sheet, as text. */
  readonly css: string;
  /** Of Graft. */
  readonly version: string;
  readonly madeAt: Date;
}

/**
 * A comparison as one HTML file that needs nothing else: no script, no address but those of its own images,
 * and a policy that allows nothing more.
 */
export function renderReport(data: ReportData, { css, version, madeAt }: Rendering): string {
  const hash = createHash("sha256").update(css).digest("base64");
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const report = createElement(Report, { data, css, policy, version, madeAt });
  return `<!doctype html>\n${renderToStaticMarkup(report)}\n`;
}
