import type { ReactNode } from "react";
import { PngButton } from "./png-button.tsx";

export interface ExportItem {
  /** As a reader calls it: "Predictions". */
  readonly label: string;
  /** Its address without the file extension: `/api/export/runs/3/predictions`. */
  readonly address: string;
  /** The query of the page, where it counts. */
  readonly query?: string;
}

/**
 * A button that opens a list of files to save: tables as CSV and JSON, charts as SVG and PNG, and
 * `children`. The browser's own popover: it closes on Escape and on a click elsewhere, and needs no script.
 */
export function ExportMenu({
  id,
  tables,
  charts = [],
  laterCharts,
  children,
}: {
  /** Its own on the page. */
  id: string;
  tables: readonly ExportItem[];
  charts?: readonly ExportItem[];
  /** More of them, as list items. */
  laterCharts?: ReactNode;
  /** More items, as list items. */
  children?: ReactNode;
}) {
  return (
    <>
      <button className="button" popoverTarget={id} type="button">
        Export
        <svg aria-hidden="true" className="size-3 fill-none stroke-current" viewBox="0 0 12 12">
          <path d="m2.5 4.5 3.5 3.5 3.5-3.5" strokeWidth="1.5" />
        </svg>
      </button>
      <div
        className="m-0 mt-1 max-h-[min(32rem,calc(100dvh-2rem))] max-w-[calc(100vw-2rem)] overflow-y-auto rounded-lg border border-line bg-surface p-1.5 text-ink text-sm shadow-xl [inset:auto] [position-area:bottom_span-left] [position-try-fallbacks:flip-block,flip-inline]"
        id={id}
        popover="auto"
      >
        {children ? <List id={`${id}-whole`}>{children}</List> : null}
        <List heading="Tables" id={`${id}-tables`}>
          {tables.map((table) => (
            <Item key={table.address} label={table.label}>
              {FORMATS.map((format) => (
                <SaveLink format={format} item={table} key={format} />
              ))}
            </Item>
          ))}
        </List>
        {charts.length > 0 ? (
          <List heading="Charts" id={`${id}-charts`} beside={<ThemeChoice name={`${id}-theme`} />}>
            {charts.map((chart) => (
              <ExportChart item={chart} key={addressOf(chart, "svg")} />
            ))}
            {laterCharts}
          </List>
        ) : null}
      </div>
    </>
  );
}

/** A chart in the menu, in the colours that are chosen above the list. */
export function ExportChart({ item }: { item: ExportItem }) {
  const dark = { ...item, query: [item.query, "theme=dark"].filter(Boolean).join("&") };
  return (
    <Item label={item.label}>
      <ChartLinks className="group-has-[[value=dark]:checked]/charts:hidden" item={item} />
      <ChartLinks className="hidden group-has-[[value=dark]:checked]/charts:flex" item={dark} />
    </Item>
  );
}

function ChartLinks({ item, className }: { item: ExportItem; className: string }) {
  return (
    <span className={`flex gap-1 ${className}`}>
      <SaveLink format="svg" item={item} />
      <PngButton address={addressOf(item, "svg")} className={SAVE_LOOK} label={item.label} />
    </span>
  );
}

/** The colours in which charts are saved. The list follows the radio buttons by its styles, without a script. */
function ThemeChoice({ name }: { name: string }) {
  return (
    <fieldset className="flex gap-3 text-xs">
      <legend className="sr-only">Colours of the charts</legend>
      {["light", "dark"].map((theme) => (
        <label className="inline-flex min-h-6 items-center gap-1.5" key={theme}>
          <input
            className="accent-ink"
            defaultChecked={theme === "light"}
            name={name}
            type="radio"
            value={theme}
          />
          {theme}
        </label>
      ))}
    </fieldset>
  );
}

/** An item of the menu that comes in one format. */
export function ExportLink({ item, format }: { item: ExportItem; format: string }) {
  return (
    <Item label={item.label}>
      <SaveLink format={format} item={item} />
    </Item>
  );
}

function List({
  id,
  heading,
  beside,
  children,
}: {
  /** Its own on the page. */
  id: string;
  heading?: string;
  /** Stands beside the heading. */
  beside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="group/charts">
      {heading === undefined ? null : (
        <div className="flex items-center justify-between gap-4 px-2 pt-1">
          <p className="text-faint text-xs" id={id}>
            {heading}
          </p>
          {beside}
        </div>
      )}
      <ul aria-labelledby={heading === undefined ? undefined : id}>{children}</ul>
    </div>
  );
}

function Item({ label, children }: { label: string; children: ReactNode }) {
  return (
    <li className="flex items-center gap-1 rounded px-2 py-1">
      <span className="mr-auto max-w-56 truncate pr-4" title={label}>
        {label}
      </span>
      {children}
    </li>
  );
}

const SAVE_LOOK =
  "rounded px-1.5 py-0.5 font-medium text-muted hover:bg-sunken hover:text-ink disabled:text-faint";

function SaveLink({ item, format }: { item: ExportItem; format: string }) {
  return (
    <a className={SAVE_LOOK} download href={addressOf(item, format)}>
      <span className="sr-only">{item.label} as </span>
      {format.toUpperCase()}
    </a>
  );
}

function addressOf({ address, query }: ExportItem, format: string): string {
  return `${address}.${format}${query ? `?${query}` : ""}`;
}

/** Formats in which a table leaves the dashboard. */
const FORMATS = ["csv", "json"] as const;
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
