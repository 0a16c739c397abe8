import { byteSize, plural } from "@graft/core/analysis/format";
import type { DatasetDetail } from "@graft/db";
import { Table } from "@graft/ui/table";
import { repeatNumber } from "../shared/run-words.ts";

/** The facts of a data set: classes with their counts, sizes, duplicates, and splits. */
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
    <Table
      caption="Images of each class"
      className="table-fixed text-sm"
      columns={[
        {
          key: "class",
          heading: "Class",
          headClass: "w-2/5",
          className: "truncate font-medium",
          title: ({ name }) => name,
          cell: ({ name }) => name,
        },
        {
          key: "images",
          heading: "Images",
          end: true,
          headClass: "w-20",
          cell: ({ numImages }) => numImages.toLocaleString("en-GB"),
        },
        {
          key: "bar",
          heading: null,
          cell: ({ numImages }) => (
            <svg aria-hidden="true" className="block h-2 w-full" height="8">
              <rect className="fill-sunken" height="8" rx="2" width="100%" />
              <rect className="fill-hit" height="8" rx="2" width={`${(100 * numImages) / most}%`} />
            </svg>
          ),
        },
      ]}
      head="plain"
      keyOf={({ name }) => name}
      lines={false}
      rows={classes}
    />
  );
}

function About({ dataset }: { dataset: DatasetDetail }) {
  const { sizes, duplicates, kind, fingerprint } = dataset;
  const facts = [
    ["Source", kind],
    ["Size", dimensions(sizes)],
    ["File size", sizeRange(sizes.bytes)],
    ["Total size", byteSize(sizes.totalBytes)],
    [
      "Duplicates",
      duplicates.images === 0
        ? "none"
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
  if (splits.length === 0) return <p className="text-muted text-sm">Not split yet.</p>;
  return (
    <Table
      boxClass="max-h-72 overflow-auto"
      columns={[
        {
          key: "split",
          heading: "Split",
          className: "whitespace-nowrap font-normal",
          cell: ({ repeat, seed }) => (
            <>
              {repeatNumber(repeat)}
              <span className="text-faint">, seed {seed}</span>
            </>
          ),
        },
        { key: "train", heading: "Train", end: true, cell: ({ numTrain }) => numTrain },
        {
          key: "validation",
          heading: "Validation",
          end: true,
          cell: ({ numValidation }) => numValidation,
        },
        { key: "test", heading: "Test", end: true, cell: ({ numTest }) => numTest },
        { key: "runs", heading: "Runs", end: true, cell: ({ numRuns }) => numRuns },
      ]}
      head="sticky"
      keyOf={({ id }) => id}
      label="Table of the splits"
      rows={splits}
    />
  );
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** "1.0 kB to 4.2 MB", or one size if all are the same. */
export function sizeRange({ min, max }: Range): string {
  return min === max ? byteSize(min) : `${byteSize(min)} to ${byteSize(max)}`;
}

/** "224 × 224 pixels", "180–640 × 224 pixels". */
export function dimensions({ width, height }: { width: Range; height: Range }): string {
  const side = ({ min, max }: Range) => (min === max ? String(min) : `${min}–${max}`);
  return `${side(width)} × ${side(height)} pixels`;
}
