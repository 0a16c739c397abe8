import { roundPercent } from "@graft/core/analysis/format";
import type { ImageDetail, Opinion } from "@graft/db";
import { MethodMark } from "@graft/ui/method-mark";
import { repeatNumber } from "../run-words.ts";
import { PageLink } from "../shell/page-link.tsx";

/** What every run said of one image: its class in words, its probabilities as bars. */
export function Opinions({ image }: { image: ImageDetail }) {
  const { opinions, label, dataset } = image;
  const { classNames } = dataset;
  if (opinions.length === 0) {
    return <p className="text-muted text-sm">No run was tested on this image.</p>;
  }
  return (
    <table className="w-full table-fixed text-left text-sm tabular-nums">
      <caption className="sr-only">What every run said of this image</caption>
      <thead className="text-muted text-xs">
        <tr className="border-line border-b">
          {["Run", "Says", `Probability of ${classNames[label] ?? "its class"}`].map((name) => (
            <th className="truncate py-1.5 pr-4 font-medium" key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {opinions.map((opinion) => (
          <OpinionRow classNames={classNames} key={opinion.runId} label={label} opinion={opinion} />
        ))}
      </tbody>
    </table>
  );
}

function OpinionRow({
  opinion,
  label,
  classNames,
}: {
  opinion: Opinion;
  label: number;
  classNames: readonly string[];
}) {
  const { runId, name, method, repeat, predicted, probabilities } = opinion;
  const right = predicted === label;
  const probability = probabilities[label] ?? 0;
  return (
    <tr className="border-line border-b last:border-b-0">
      <th className="break-words py-1.5 pr-4 font-medium" scope="row">
        <PageLink className="hover:underline" href={`/runs/${runId}`}>
          <span className="mr-2">
            <MethodMark method={method} />
          </span>
          {name ?? method}
        </PageLink>
        <span className="block font-normal text-faint text-xs sm:ml-2 sm:inline">
          run {runId}, {repeatNumber(repeat)}
        </span>
      </th>
      <td className={`truncate py-1.5 pr-4 font-medium ${right ? "text-hit" : "text-miss"}`}>
        {right ? "✓ " : "→ "}
        {classNames[predicted]}
      </td>
      <td className="py-1.5">
        <span className="flex items-center gap-3">
          <span className="w-11 text-right">{roundPercent(probability)}</span>
          <svg aria-hidden="true" className="block h-2 w-0 grow" height="8">
            <rect className="fill-sunken" height="8" rx="2" width="100%" />
            <rect
              className={right ? "fill-hit" : "fill-miss"}
              height="8"
              rx="2"
              width={`${probability * 100}%`}
            />
          </svg>
        </span>
      </td>
    </tr>
  );
}
