import type { ReactNode } from "react";
import { FORMATS } from "./export-file.ts";

export interface ExportTable {
  /** As a reader calls it: "Predictions". */
  readonly label: string;
  /** Its address, but for the ending of the file: `/api/export/runs/3/predictions`. */
  readonly address: string;
  /** The query of the page, where it counts. */
  readonly query?: string;
}

/**
 * A button that opens a list of what can be saved from here: each table as CSV and as JSON, and what else is
 * handed in. The browser's own popover: it closes on Escape and on a click elsewhere, and needs no script.
 */
export function ExportMenu({
  id,
  tables,
  label = "Export",
  children,
}: {
  /** Its own on the page. */
  id: string;
  tables: readonly ExportTable[];
  /** Of the button. */
  label?: string;
  /** More items, as list items. */
  children?: ReactNode;
}) {
  return (
    <>
      <button className="button" popoverTarget={id} type="button">
        {label}
        <svg aria-hidden="true" className="size-3 fill-none stroke-current" viewBox="0 0 12 12">
          <path d="m2.5 4.5 3.5 3.5 3.5-3.5" strokeWidth="1.5" />
        </svg>
      </button>
      <div
        className="m-0 mt-1 max-w-[calc(100vw-2rem)] rounded-lg border border-line bg-surface p-1.5 text-ink text-sm shadow-xl [inset:auto] [position-area:bottom_span-left] [position-try-fallbacks:flip-block,flip-inline]"
        id={id}
        popover="auto"
      >
        <ul>
          {children}
          {tables.map((table) => (
            <Item key={table.address} label={table.label}>
              {FORMATS.map((format) => (
                <SaveLink
                  format={format.toUpperCase()}
                  href={addressOf(table, format)}
                  key={format}
                  label={table.label}
                />
              ))}
            </Item>
          ))}
        </ul>
      </div>
    </>
  );
}

/** An item of the menu that is no table. */
export function ExportLink({
  label,
  format,
  address,
}: {
  label: string;
  format: string;
  address: string;
}) {
  return (
    <Item label={label}>
      <SaveLink format={format} href={address} label={label} />
    </Item>
  );
}

function Item({ label, children }: { label: string; children: ReactNode }) {
  return (
    <li className="flex items-center gap-1 rounded px-2 py-1">
      <span className="mr-auto whitespace-nowrap pr-4">{label}</span>
      {children}
    </li>
  );
}

function SaveLink({ label, format, href }: { label: string; format: string; href: string }) {
  return (
    <a
      className="rounded px-1.5 py-0.5 font-medium text-muted hover:bg-sunken hover:text-ink"
      download
      href={href}
    >
      <span className="sr-only">{label} as </span>
      {format}
    </a>
  );
}

function addressOf({ address, query }: ExportTable, format: string): string {
  return `${address}.${format}${query ? `?${query}` : ""}`;
}
