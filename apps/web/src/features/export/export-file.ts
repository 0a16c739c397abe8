/** Formats in which a table leaves the dashboard. */
export const FORMATS = ["csv", "json"] as const;
export type ExportFormat = (typeof FORMATS)[number];

/** `predictions.csv`: which table of `tables`, and how; null for anything else. */
export function parseExportFile(
  file: string,
  tables: Readonly<Record<string, unknown>>,
): { readonly name: string; readonly format: ExportFormat } | null {
  const [, name = "", ending] = /^([a-z]+)\.([a-z]+)$/.exec(file) ?? [];
  const format = FORMATS.find((known) => known === ending);
  if (format === undefined || !Object.hasOwn(tables, name)) return null;
  return { name, format };
}
