import { percent } from "./format.ts";
import { type GridCell, prepareGrid } from "./prepare-grid.ts";

export interface CellRef {
  readonly truth: number;
  readonly predicted: number;
}

/**
 * A confusion matrix as a table: rows are true classes, columns predicted ones.
 *
 * Blue cells are right, orange ones wrong; how strong is the share of the true class, on one scale everywhere.
 * With `onSelect` every cell is a button that picks itself, or lets go of itself when picked again; with
 * `addressOf` it is a link to its pictures.
 */
export function ConfusionGrid({
  counts,
  classNames,
  caption,
  selected,
  onSelect,
  addressOf,
}: {
  counts: readonly (readonly number[])[];
  classNames: readonly string[];
  /** What the table is, for those who cannot see its surroundings. */
  caption: string;
  selected?: CellRef | null;
  onSelect?: (cell: CellRef | null) => void;
  addressOf?: (cell: CellRef) => string;
}) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-separate border-spacing-1 text-sm tabular-nums">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            <td className="w-px whitespace-nowrap pr-1 align-bottom text-faint text-xs">
              true ↓ predicted →
            </td>
            {classNames.map((name) => (
              <th
                className="max-w-32 truncate px-1 pb-1 font-medium text-xs"
                key={name}
                scope="col"
                title={name}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {prepareGrid(counts, classNames).map((row) => (
            <tr key={row.name}>
              <th
                className="max-w-32 truncate pr-1 text-right font-medium text-xs"
                scope="row"
                title={`${row.name}: ${row.support} images`}
              >
                {row.name}
              </th>
              {row.cells.map((cell) => (
                <td className="h-14 min-w-14 p-0" key={cell.predicted}>
                  <Cell addressOf={addressOf} cell={cell} onSelect={onSelect} selected={selected} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({
  cell,
  selected,
  onSelect,
  addressOf,
}: {
  cell: GridCell;
  selected: CellRef | null | undefined;
  onSelect: ((cell: CellRef | null) => void) | undefined;
  addressOf: ((cell: CellRef) => string) | undefined;
}) {
  const picked = selected?.truth === cell.truth && selected.predicted === cell.predicted;
  const active = Boolean(onSelect) || Boolean(addressOf && cell.count > 0);
  const body = (
    <>
      <svg aria-hidden="true" className="absolute inset-0 size-full">
        <rect
          className={cell.correct ? "fill-heat-hit" : "fill-heat-miss"}
          fillOpacity={cell.heat}
          height="100%"
          width="100%"
        />
      </svg>
      <span className="relative font-semibold text-base leading-5">{cell.count}</span>
      <span className="relative text-xs leading-4">
        {cell.share === null ? "–" : percent(cell.share)}
      </span>
      {active ? <span className="sr-only">{cell.meaning}: show these pictures</span> : null}
    </>
  );
  const look =
    "relative flex size-full flex-col items-center justify-center overflow-hidden rounded-sm bg-sunken text-ink";
  const action = `${look} outline-offset-1 hover:outline-2 hover:outline-line-strong`;
  if (addressOf && cell.count > 0) {
    return (
      <a className={action} href={addressOf(cell)}>
        {body}
      </a>
    );
  }
  if (!onSelect) return <div className={look}>{body}</div>;
  return (
    <button
      aria-pressed={picked}
      className={`${action} aria-pressed:outline-2 aria-pressed:outline-ink`}
      onClick={() => onSelect(picked ? null : { truth: cell.truth, predicted: cell.predicted })}
      type="button"
    >
      {body}
    </button>
  );
}
