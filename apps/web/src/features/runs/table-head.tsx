import { AxisLabels } from "@graft/ui/interval-bar";
import type { Axis } from "@graft/ui/prepare-axis";
import { columnLook, FIXED_WIDTHS } from "./column-looks.ts";
import { type ColumnId, columnLabel } from "./columns.ts";
import { ACCURACY_COLUMNS } from "./run-cells.tsx";
import { type RunsQuery, shownColumns } from "./runs-query.ts";
import { SortHeading } from "./sort-heading.tsx";

/** Widths and headings; widths are fixed, so that nothing moves when other rows come into view. */
export function TableHead({
  query,
  axis,
  onSort,
}: {
  query: RunsQuery;
  axis: Axis;
  onSort: (column: ColumnId) => void;
}) {
  const columns = shownColumns(query);
  const chosen = query.columns !== null;
  return (
    <>
      <colgroup>
        <col width={FIXED_WIDTHS.tick} />
        <col {...(chosen ? { width: FIXED_WIDTHS.run } : {})} />
        {columns.map((column) => {
          const { width, usual } = columnLook(column);
          return chosen ? (
            <col key={column} width={width} />
          ) : (
            <col className={usual} key={column} />
          );
        })}
        <col width={FIXED_WIDTHS.actions} />
      </colgroup>
      <thead className="sticky top-0 z-10 border-line border-b bg-surface text-muted shadow-[0_1px_0_var(--line)]">
        <tr>
          <td />
          <SortHeading column="run" onSort={onSort} query={query}>
            Run
          </SortHeading>
          {columns.map((column) => (
            <SortHeading
              below={
                column === "accuracy" ? (
                  <span className={`grid ${ACCURACY_COLUMNS}`}>
                    <span className="col-span-2 sm:col-span-1 sm:col-start-2">
                      <AxisLabels axis={axis} column />
                    </span>
                  </span>
                ) : null
              }
              className={chosen ? "" : columnLook(column).hidden}
              column={column}
              key={column}
              onSort={onSort}
              query={query}
            >
              {columnLabel(column)}
              {column === "accuracy" ? (
                <span className="hidden font-normal sm:inline"> and 95% interval</span>
              ) : null}
            </SortHeading>
          ))}
          <td />
        </tr>
      </thead>
    </>
  );
}
