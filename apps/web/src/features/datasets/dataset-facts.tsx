import { byteSize, plural } from "@graft/core/analysis/format";
import type { DatasetDetail } from "@graft/db";
import { ScrollBox } from "@graft/ui/scroll-box";
import { repeatNumber } from "../run-words.ts";
import { dimensions, sizeRange } from "./sizes.ts";

/** What a data set is: its classes with their counts, sizes, copies, and how it was split. */
export function DatasetFacts({ dataset }: { dataset: DatasetDetail }) {
  return (
    <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
      <section aria-labelledby="classes" className="panel min-w-0 p-4">
        <h2 className="section-title mb-3" id="classes">
          Classes
        </h2>
        <Classes dataset={dataset} />
      </section>
      <section aria-labelledby="about" className="panel min-w-0 p-4">
        <h2 className="section-title mb-3" id="about">
          Images
        </h2>
        <About dataset={dataset} />
      </section>
      <section aria-labelledby="splits" className="panel min-w-0 p-4 lg:col-span-2">
        <h2 className="section-title mb-3" id="splits">
          Splits
        </h2>
        <Splits dataset={dataset} />
      </section>
    </div>
  );
}

function Classes({ dataset: { classes } }: { dataset: DatasetDetail }) {
  const most = Math.max(1, ...classes.map(({ numImages }) => numImages));
  return (
    <table className="w-full table-fixed text-sm tabular-nums">
      <caption className="sr-only">Images of each class</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">Class</th>
          <th scope="col">Images</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {classes.map(({ name, numImages }) => (
          <tr key={name}>
            <th className="w-2/5 truncate py-1 pr-3 text-left font-medium" scope="row" title={name}>
              {name}
            </th>
            <td className="w-14 pr-3 text-right">{numImages.toLocaleString("en-GB")}</td>
            <td>
              <svg aria-hidden="true" className="block h-2 w-full" height="8">
                <rect className="fill-sunken" height="8" rx="2" width="100%" />
                <rect
                  className="fill-hit"
                  height="8"
                  rx="2"
                  width={`${(100 * numImages) / most}%`}
                />
              </svg>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function About({ dataset }: { dataset: DatasetDetail }) {
  const { sizes, duplicates, kind, fingerprint } = dataset;
  const facts = [
    ["Source", kind],
    ["Size", dimensions(sizes)],
    ["Bytes each", sizeRange(sizes.bytes)],
    ["Bytes in all", byteSize(sizes.totalBytes)],
    [
      "Same content",
      duplicates.images === 0
        ? "no image twice"
        : `${plural(duplicates.images, "image")}${duplicates.acrossClasses > 0 ? `, ${duplicates.acrossClasses} of them in two classes` : ""}`,
    ],
    ["Fingerprint", fingerprint.slice(0, 16)],
  ] as const;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 text-sm">
      {facts.map(([name, value]) => (
        <div className="contents" key={name}>
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0 break-words tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Splits({ dataset: { splits } }: { dataset: DatasetDetail }) {
  if (splits.length === 0) return <p className="text-muted text-sm">It was not split yet.</p>;
  return (
    <ScrollBox className="max-h-72 overflow-auto" label="Table of the splits">
      <table className="w-full text-right text-sm tabular-nums">
        <thead className="sticky top-0 bg-surface text-muted text-xs">
          <tr className="border-line border-b">
            <th className="py-1.5 pr-3 text-left font-medium" scope="col">
              Split
            </th>
            {["Train", "Validation", "Test", "Runs"].map((name) => (
              <th className="px-3 py-1.5 font-medium" key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {splits.map((split) => (
            <tr className="border-line border-b last:border-b-0" key={split.id}>
              <th className="whitespace-nowrap py-1.5 pr-3 text-left font-normal" scope="row">
                {repeatNumber(split.repeat)}
                <span className="text-faint">, seed {split.seed}</span>
              </th>
              <td className="px-3">{split.numTrain}</td>
              <td className="px-3">{split.numValidation}</td>
              <td className="px-3">{split.numTest}</td>
              <td className="px-3">{split.numRuns}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
