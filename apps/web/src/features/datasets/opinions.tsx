import { plural, roundPercent } from "@graft/core/analysis/format";
import type { ImageDetail, Opinion } from "@graft/db";
import { MethodMark } from "@graft/ui/marks";
import { Table } from "@graft/ui/table";
import { repeatNumber } from "../shared/run-words.ts";
import { PageLink } from "../shell/links.tsx";

/** Every run's prediction for one image: its class in words, its probabilities as bars. */
export function Opinions({ image }: { image: ImageDetail }) {
  const { opinions, label, dataset } = image;
  const { classNames } = dataset;
  if (opinions.length === 0) {
    return <p className="text-muted text-sm">No run was tested on this image.</p>;
  }
  return (
    <Table
      caption="The predictions of every run for this image"
      className="table-fixed text-sm"
      columns={[
        {
          key: "run",
          heading: "Run",
          className: "break-words font-medium",
          cell: (opinion) => <RunName opinion={opinion} />,
        },
        {
          key: "predicts",
          heading: "Predicts",
          cell: ({ predicted }) => (
            <span
              className={`block truncate font-medium ${predicted === label ? "text-hit" : "text-miss"}`}
            >
              {predicted === label ? "✓ " : "→ "}
              {classNames[predicted]}
            </span>
          ),
        },
        {
          key: "probability",
          heading: `Probability of ${classNames[label] ?? "its class"}`,
          headClass: "truncate",
          cell: ({ predicted, probabilities }) => (
            <ProbabilityBar correct={predicted === label} probability={probabilities[label] ?? 0} />
          ),
        },
      ]}
      keyOf={({ runId }) => runId}
      rows={opinions}
    />
  );
}

function RunName({ opinion: { runId, name, method, repeat } }: { opinion: Opinion }) {
  return (
    <>
      <PageLink className="hover:underline" href={`/runs/${runId}`}>
        <span className="mr-2">
          <MethodMark method={method} />
        </span>
        {name ?? method}
      </PageLink>
      <span className="block font-normal text-faint text-xs sm:ml-2 sm:inline">
        run {runId}, {repeatNumber(repeat)}
      </span>
    </>
  );
}

function ProbabilityBar({ probability, correct }: { probability: number; correct: boolean }) {
  return (
    <span className="flex items-center gap-3">
      <span className="w-11 text-right">{roundPercent(probability)}</span>
      <svg aria-hidden="true" className="block h-2 w-0 grow" height="8">
        <rect className="fill-sunken" height="8" rx="2" width="100%" />
        <rect
          className={correct ? "fill-hit" : "fill-miss"}
          height="8"
          rx="2"
          width={`${probability * 100}%`}
        />
      </svg>
    </span>
  );
}

/**
 * The runs' predictions for an image, summed up in a sentence.
 *
 * @param about The class it is filed under, `classNames` by label index, and whether its label is a likely error.
 */
export function summariseOpinions(
  opinions: readonly Opinion[],
  {
    label,
    classNames,
    isSuspect,
  }: { label: number; classNames: readonly string[]; isSuspect: boolean },
): string | null {
  if (opinions.length === 0) return null;
  const counted = countOpinions(opinions, { label, classNames });
  return isSuspect ? `${counted} Its label may be wrong.` : counted;
}

function countOpinions(
  opinions: readonly Opinion[],
  { label, classNames }: { label: number; classNames: readonly string[] },
): string {
  const right = opinions.filter(({ predicted }) => predicted === label).length;
  if (right === opinions.length) return `${all(opinions.length)} classified it correctly.`;
  if (right > 0) return `${right} of ${plural(opinions.length, "run")} classified it correctly.`;
  const said = new Set(opinions.map(({ predicted }) => classNames[predicted]));
  const [only] = said;
  return `${all(opinions.length)} predicted ${said.size === 1 ? only : "another class"}.`;
}

function all(count: number): string {
  if (count === 1) return "The one run tested on it";
  return count === 2 ? "Both runs" : `All ${count} runs`;
}
