import type { Judgement } from "@graft/core/analysis/comparability";
import { plural } from "@graft/core/analysis/format";
import { transferPairs } from "@graft/core/analysis/transfer";
import { MethodMark } from "@graft/ui/method-mark";
import { ScrollBox } from "@graft/ui/scroll-box";
import type { ComparedRun } from "../compared-run.ts";
import type { CurvesById } from "../read-courses.ts";
import { prepareTransfer, type TransferRow } from "./prepare-transfer.ts";
import type { ToldGain } from "./told-gains.ts";

/** What transfer bought: over scratch and over raw pixels, at equal labels, epochs and seconds, class by class. */
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
        Points of accuracy on the same test images; in bold what is significant, as in the
        comparison above.
        {hasMeans
          ? " Over several splits the mean, with an interval that allows for the images they share."
          : ""}
      </p>
      <ScrollBox label="Gains of transfer">
        <table className="w-full text-start text-sm tabular-nums">
          <thead className="border-line border-b text-muted text-xs">
            <tr>
              <th className="py-1.5 pr-4 text-start font-medium" scope="col">
                With transfer, over
              </th>
              <Heading>Gain</Heading>
              <Heading>At equal labels</Heading>
              <Heading>At equal epochs</Heading>
              <Heading>At equal seconds</Heading>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr className="border-line border-b last:border-b-0" key={row.key}>
                <PairName row={row} />
                <td className="whitespace-nowrap px-3 py-2 align-top">
                  <span className={row.overall.clear ? "font-bold" : ""}>{row.overall.gain}</span>
                  {row.overall.negative ? <Negative /> : null}
                  <Note>{row.overall.interval ?? "no interval"}</Note>
                  {row.overall.unknown ? <Note>{row.overall.unknown}</Note> : null}
                  {row.numSplits > 1 ? <Note>{`mean of ${row.numSplits} splits`}</Note> : null}
                </td>
                <Told told={row.labels} />
                <Told told={row.epochs} />
                <Told told={row.seconds} />
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {datasets.map(({ key, name, classNames, rows: own }) => (
        <div key={key}>
          <h3 className="mt-5 mb-1 font-medium text-sm">
            Class by class{datasets.length > 1 ? ` of ${name}` : ""}
          </h3>
          <p className="mb-2 text-muted text-sm">{negativesText(own, classNames)}</p>
          <ScrollBox label={`Gains of transfer, class by class of ${name}`}>
            <ClassTable classNames={classNames} rows={own} />
          </ScrollBox>
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

/** How often a class is recognised less often with transfer, and whether that is significant. */
function negativesText(rows: readonly TransferRow[], classNames: readonly string[]): string {
  const cells = rows.flatMap(({ classes }) => classes);
  const worse = cells.filter((cell) => cell.worse);
  if (worse.length === 0) {
    return `None of the ${plural(classNames.length, "class", "classes")} is recognised less often with transfer.`;
  }
  const clear = worse.filter((cell) => cell.clear).length;
  const lower = `Lower with transfer in ${worse.length} of ${plural(cells.length, "cell")}`;
  const corrected = `corrected for all ${cells.length} of them`;
  return clear === 0
    ? `${lower}; each could be chance, ${corrected}.`
    : `${lower}; negative transfer, more than chance, in ${clear} of them, ${corrected}.`;
}

function ClassTable({
  rows,
  classNames,
}: {
  rows: readonly TransferRow[];
  classNames: readonly string[];
}) {
  return (
    <table className="w-full text-start text-sm tabular-nums">
      <thead className="border-line border-b text-xs">
        <tr>
          <th className="py-1.5 pr-4 text-start font-medium text-muted" scope="col">
            Class
          </th>
          {rows.map((row) => (
            <th className="px-3 py-1.5 text-start font-medium" key={row.key} scope="col">
              <Names row={row} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {classNames.map((name, label) => (
          <tr className="border-line border-b last:border-b-0" key={name}>
            <th
              className="max-w-48 truncate py-1.5 pr-4 text-start font-normal"
              scope="row"
              title={name}
            >
              {name}
            </th>
            {rows.map(({ key, classes }) => {
              const cell = classes[label];
              return cell ? (
                <td className="min-w-36 px-3 py-1.5 align-top" key={key}>
                  <span className={cell.clear ? "font-bold" : ""}>{cell.text}</span>
                  {cell.worse && cell.clear ? <Negative /> : null}
                  <Note>{cell.detail}</Note>
                </td>
              ) : null;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Heading({ children }: { children: string }) {
  return (
    <th className="px-3 py-1.5 text-start font-medium" scope="col">
      {children}
    </th>
  );
}

function PairName({ row }: { row: TransferRow }) {
  return (
    <th className="min-w-44 py-2 pr-4 text-start align-top font-normal" scope="row">
      <Names row={row} />
    </th>
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
    <td className="min-w-36 px-3 py-2 align-top">
      {gain ?? <span className="text-faint">–</span>}
      <Note>{note}</Note>
    </td>
  );
}

function Negative() {
  return <span className="ml-1.5 whitespace-nowrap text-bad text-xs">▼ negative transfer</span>;
}

function Note({ children }: { children: string }) {
  return <span className="block text-faint text-xs leading-4">{children}</span>;
}
