import type { ColumnId } from "./columns.ts";

interface ColumnLook {
  /** In pixels. */
  readonly width: number;
  /** Of the column, as long as nobody chose the columns: its width, and where it is left out. */
  readonly usual: string;
  /** The same for a cell: where it is left out. */
  readonly hidden: string;
}

const MEDIUM = { usual: "hidden md:table-column", hidden: "hidden md:table-cell" };
const WIDE = { usual: "hidden xl:table-column", hidden: "hidden xl:table-cell" };

const LOOKS: Partial<Readonly<Record<ColumnId, ColumnLook>>> = {
  status: { width: 116, usual: `w-29 ${MEDIUM.usual}`, hidden: MEDIUM.hidden },
  accuracy: { width: 390, usual: "w-33 sm:w-97", hidden: "" },
  repeat: { width: 120, usual: `w-30 ${MEDIUM.usual}`, hidden: MEDIUM.hidden },
  backend: { width: 112, usual: `w-28 ${WIDE.usual}`, hidden: WIDE.hidden },
  duration: { width: 140, usual: `w-35 ${WIDE.usual}`, hidden: WIDE.hidden },
  started: { width: 112, usual: "hidden w-28 lg:table-column", hidden: "hidden lg:table-cell" },
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
