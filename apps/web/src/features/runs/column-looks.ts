import type { ColumnId } from "./columns.ts";

interface ColumnLook {
  /** In pixels. */
  readonly width: number;
  /** Of the column, as long as nobody chose the columns: its width, and where it is left out. */
  readonly usual: string;
  /** The same for a cell: where it is left out. */
  readonly hidden: string;
}

// Written out: Tailwind finds classes as whole words.
const MEDIUM = { usual: "hidden md:table-column", hidden: "hidden md:table-cell" };
const LARGE = { usual: "hidden lg:table-column", hidden: "hidden lg:table-cell" };
const WIDE = { usual: "hidden xl:table-column", hidden: "hidden xl:table-cell" };
const WIDEST = { usual: "hidden 2xl:table-column", hidden: "hidden 2xl:table-cell" };

const LOOKS: Partial<Readonly<Record<ColumnId, ColumnLook>>> = {
  status: { width: 116, usual: `w-29 ${MEDIUM.usual}`, hidden: MEDIUM.hidden },
  accuracy: { width: 390, usual: "w-37 sm:w-80 lg:w-90 2xl:w-97", hidden: "" },
  repeat: { width: 120, usual: `w-30 ${LARGE.usual}`, hidden: LARGE.hidden },
  backend: { width: 112, usual: `w-28 ${WIDEST.usual}`, hidden: WIDEST.hidden },
  duration: { width: 140, usual: `w-35 ${WIDE.usual}`, hidden: WIDE.hidden },
  started: { width: 112, usual: `w-28 ${WIDE.usual}`, hidden: WIDE.hidden },
  tags: { width: 200, usual: "", hidden: "" },
  note: { width: 240, usual: "", hidden: "" },
  experiment: { width: 180, usual: "", hidden: "" },
  dataset: { width: 180, usual: "", hidden: "" },
  error: { width: 190, usual: "", hidden: "" },
};

const OTHER: ColumnLook = { width: 132, usual: "", hidden: "" };

export function columnLook(id: ColumnId): ColumnLook {
  return LOOKS[id] ?? OTHER;
}

/** Of the columns that are always there: tick box, run, actions. */
export const FIXED_WIDTHS = { tick: 40, run: 300, actions: 44 };
