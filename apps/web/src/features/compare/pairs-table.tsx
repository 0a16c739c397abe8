"use client";

// Drawn from its data on both sides: a table of many pairs would travel twice, as page and as tree.
import { MethodMark } from "@graft/ui/method-mark";
import type { ShownPair } from "./prepare-pairs.ts";

const NUMBER = "hidden whitespace-nowrap px-4 py-2 text-end align-top md:table-cell";

/** Pairs of runs, one below the other. */
export function PairsTable({ pairs }: { pairs: readonly ShownPair[] }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left text-sm tabular-nums">
        <thead className="border-line border-b text-muted text-xs">
          <tr>
            <th className="py-1.5 pr-4 font-medium" scope="col">
              Pair
            </th>
            <th className="hidden px-4 py-1.5 text-end font-medium md:table-cell" scope="col">
              Difference
            </th>
            <th className="hidden px-4 py-1.5 text-end font-medium lg:table-cell" scope="col">
              95% interval
            </th>
            <th className="hidden px-4 py-1.5 text-end font-medium md:table-cell" scope="col">
              Only one right
            </th>
            <th className="hidden py-1.5 pl-4 text-end font-medium md:table-cell" scope="col">
              p
            </th>
          </tr>
        </thead>
        <tbody>
          {pairs.map((pair) => (
            <tr className="border-line border-b last:border-b-0" key={pair.key}>
              <th className="py-2 pr-4 font-normal" scope="row">
                <span className="flex flex-wrap items-center gap-x-2">
                  <MethodMark method={pair.methods[0]} />
                  <MethodMark method={pair.methods[1]} />
                  <span className={`min-w-0 flex-1 basis-60 ${pair.clear ? "" : "text-muted"}`}>
                    {pair.verdict}
                  </span>
                </span>
              </th>
              <td className={NUMBER}>{pair.difference}</td>
              <td className={`${NUMBER} text-muted md:hidden lg:table-cell`}>{pair.interval}</td>
              <td className={NUMBER} title={pair.onlyOneText ?? undefined}>
                {pair.onlyOne}
              </td>
              <td className={`${NUMBER} pr-0 ${pair.clear ? "font-semibold" : "text-muted"}`}>
                {pair.pValue}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
