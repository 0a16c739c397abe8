import type { Judgement } from "@graft/core/analysis/comparability";
import { plural } from "@graft/core/analysis/format";
import { transferPairs } from "@graft/core/analysis/transfer";
import { MethodMark } from "@graft/ui/marks";
import { Table } from "@graft/ui/table";
import type { ComparedRun } from "./compared-run.ts";
import type { CurvesById } from "./read-comparison.ts";
import { prepareTransfer, type ToldGain, type TransferRow } from "./transfer-gains.ts";

const AT_EQUAL = ["labels", "epochs", "seconds"] as const;

/** The gain from transfer over scratch and over raw pixels: at equal labels, epochs and seconds, and class by class. */
export function TransferSection({
  runs,
  judgement,
  curves,
}: {
  runs: readonly ComparedRun[];
  judgement: Judgement<ComparedRun>;
  curves: CurvesById;
}) {
  const rows = prepareTransfer(transferPairs(runs), { judgement, curves });
  if (rows.length === 0) return null;
  const datasets = byClasses(rows);
  const hasMeans = rows.some(({ numSplits }) => numSplits > 1);
  return (
    <section aria-labelledby="transfer" className="panel p-4">
      <h2 className="section-title" id="transfer">
        What did transfer buy?
      </h2>
      <p className="mt-1 mb-3 max-w-prose text-muted text-sm">
        Percentage points of accuracy on the same test images; bold means significant, as in the
        comparison above.
        {hasMeans
          ? " Over several splits: the mean, with an interval that allows for the images they share."
          : ""}
      </p>
      <Table
        columns={[
          {
            key: "pair",
            heading: "With transfer, over",
            className: "min-w-44 align-top font-normal",
            cell: (row) => <Names row={row} />,
          },
          {
            key: "gain",
            heading: "Gain",
            className: "whitespace-nowrap align-top",
            cell: ({ overall, numSplits }) => (
              <>
                <span className={overall.clear ? "font-bold" : ""}>{overall.gain}</span>
                {overall.negative ? <Negative /> : null}
                <Note>{overall.interval ?? "no interval"}</Note>
                {overall.unknown ? <Note>{overall.unknown}</Note> : null}
                {numSplits > 1 ? <Note>{`mean of ${numSplits} splits`}</Note> : null}
              </>
            ),
          },
          ...AT_EQUAL.map((quantity) => ({
            key: quantity,
            heading: `At equal ${quantity}`,
            className: "min-w-36 align-top",
            cell: (row: TransferRow) => <Told told={row[quantity]} />,
          })),
        ]}
        keyOf={({ key }) => key}
        label="Gains of transfer"
        rows={rows}
      />
      {datasets.map(({ key, name, classNames, rows: own }) => (
        <div key={key}>
          <h3 className="mt-5 mb-1 font-medium text-sm">
            Class by class{datasets.length > 1 ? ` of ${name}` : ""}
          </h3>
          <p className="mb-2 text-muted text-sm">{negativesText(own, classNames)}</p>
          <ClassTable classNames={classNames} name={name} rows={own} />
        </div>
      ))}
    </section>
  );
}

/** Rows that tell the same classes of one data set apart can share a table. */
function byClasses(rows: readonly TransferRow[]) {
  const groups = new Map<
    string,
    { name: string; classNames: readonly string[]; rows: TransferRow[] }
  >();
  for (const row of rows) {
    const { name, classNames } = row.dataset;
    const key = JSON.stringify([name, classNames]);
    const group = groups.get(key) ?? { name, classNames, rows: [] };
    groups.set(key, group);
    group.rows.push(row);
  }
  return [...groups].map(([key, group]) => ({ key, ...group }));
}

/** How many classes have a lower recall with transfer, and whether that is significant. */
function negativesText(rows: readonly TransferRow[], classNames: readonly string[]): string {
  const cells = rows.flatMap(({ classes }) => classes);
  const worse = cells.filter((cell) => cell.worse);
  if (worse.length === 0) {
    return `None of the ${plural(classNames.length, "class", "classes")} has a lower recall with transfer.`;
  }
  const clear = worse.filter((cell) => cell.clear).length;
  const lower = `Lower with transfer in ${worse.length} of ${plural(cells.length, "cell")}`;
  const corrected = `corrected for all ${cells.length} cells`;
  return clear === 0
    ? `${lower}; none is significant, ${corrected}.`
    : `${lower}; significant negative transfer in ${clear} of them, ${corrected}.`;
}

function ClassTable({
  name,
  rows,
  classNames,
}: {
  /** Of the data set. */
  name: string;
  rows: readonly TransferRow[];
  classNames: readonly string[];
}) {
  return (
    <Table
      columns={[
        {
          key: "class",
          heading: "Class",
          className: "max-w-48 truncate font-normal",
          title: ({ className }) => className,
          cell: ({ className }) => className,
        },
        ...rows.map((row) => ({
          key: row.key,
          heading: <Names row={row} />,
          headClass: "text-ink",
          className: "min-w-36 align-top",
          cell: ({ label }: { label: number }) => {
            const cell = row.classes[label];
            return cell ? (
              <>
                <span className={cell.clear ? "font-bold" : ""}>{cell.text}</span>
                {cell.worse && cell.clear ? <Negative /> : null}
                <Note>{cell.detail}</Note>
              </>
            ) : null;
          },
        })),
      ]}
      keyOf={({ className }) => className}
      label={`Gains of transfer, class by class of ${name}`}
      rows={classNames.map((className, label) => ({ className, label }))}
    />
  );
}

function Names({ row }: { row: TransferRow }) {
  return (
    <>
      <span className="flex items-center gap-1.5 font-medium">
        <MethodMark method={row.with.method} />
        {row.with.name}
      </span>
      <span className="flex items-center gap-1.5 font-normal text-muted">
        <MethodMark method={row.without.method} />
        <span className="sr-only">over</span>
        {row.without.name}
      </span>
    </>
  );
}

function Told({ told: { gain, note } }: { told: ToldGain }) {
  return (
    <>
      {gain ?? <span className="text-faint">–</span>}
      <Note>{note}</Note>
    </>
  );
}

function Negative() {
  return <span className="ml-1.5 whitespace-nowrap text-bad text-xs">▼ negative transfer</span>;
}

function Note({ children }: { children: string }) {
  return <span className="block text-faint text-xs leading-4">{children}</span>;
}
