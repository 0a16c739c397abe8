import { percent, plural } from "@graft/core/analysis/format";
import type { RunEvent, SelectionCandidate } from "@graft/core/contract";
import { Table } from "@graft/ui/table";
import { type LiveEvent, lastEvent } from "./run-log.ts";

/** Candidates that are shown at once. */
const BEST = 5;

/** The classifiers or settings that were chosen among inside the training images, best first. */
export function SelectionSection({
  events,
  method,
}: {
  events: readonly LiveEvent[];
  method: string;
}) {
  const selection = lastEvent(events, "selection");
  if (!selection) return null;
  const candidates = selection.candidates.toSorted((a, b) => lossOf(a) - lossOf(b));
  const rest = candidates.slice(BEST);
  const words = wordsOf(selection.by, method);
  return (
    <section aria-labelledby="selection" className="panel p-4">
      <h2 className="section-title scroll-mt-16" id="selection">
        {words.title}
      </h2>
      <p className="mt-1 mb-3 max-w-prose text-muted text-sm">{words.how}</p>
      <CandidateTable caption="The best candidates" candidates={candidates.slice(0, BEST)} />
      {rest.length > 0 ? (
        <details className="mt-3 text-sm">
          <summary className="w-fit text-muted hover:text-ink">
            {plural(rest.length, "more candidate")}
          </summary>
          <CandidateTable candidates={rest} caption="The other candidates" />
        </details>
      ) : null}
    </section>
  );
}

const RULE = "the lowest log-loss is chosen. These scores serve the choice; they are not results.";

function wordsOf(
  by: Extract<RunEvent, { type: "selection" }>["by"],
  method: string,
): { title: string; how: string } {
  if (by === "short-training") {
    const how =
      "Short trainings, compared by the training loss of their last epoch; the rate nearest to the expected one is chosen unless another is clearly better. These scores serve the choice; they are not results.";
    return { title: "Choice of the learning rate", how };
  }
  if (by === "inner-split") {
    const how = `Short trainings, evaluated on held-out training images; ${RULE}`;
    return { title: "Choice of settings", how };
  }
  const isHead = method === "fine-tuned";
  const title = isHead ? "Choice of the initial head" : "Choice of classifier";
  const what = isHead ? "Training of the whole net starts from this classifier. " : "";
  if (by === "default") {
    const how = `${what}No choice was possible: that takes two or more training images in at least two classes. The simplest classifier was used, with its default setting.`;
    return { title, how };
  }
  return { title, how: `${what}Cross-validation within the training images; ${RULE}` };
}

/** The log-loss to order by; a candidate without one comes last. */
function lossOf({ logLoss }: SelectionCandidate): number {
  return logLoss ?? Number.POSITIVE_INFINITY;
}

function CandidateTable({
  candidates,
  caption,
}: {
  candidates: readonly SelectionCandidate[];
  caption: string;
}) {
  const numbers = { end: true, headClass: "w-20 sm:w-28" } as const;
  return (
    <Table
      caption={caption}
      className="table-fixed text-sm"
      columns={[
        {
          key: "classifier",
          heading: "Classifier",
          headClass: "sm:w-1/3",
          className: "font-[inherit]",
          cell: (candidate) => (
            <>
              {candidate.classifier}
              {candidate.chosen ? (
                <span className="ml-2 font-medium text-good text-xs">chosen</span>
              ) : null}
              <span className="block font-normal text-xs sm:hidden">{settingsText(candidate)}</span>
            </>
          ),
        },
        { key: "settings", heading: "Settings", from: "sm", cell: settingsText },
        {
          key: "loss",
          heading: "Log-loss",
          ...numbers,
          cell: ({ logLoss }) => logLoss?.toFixed(3) ?? "–",
        },
        {
          key: "accuracy",
          heading: "Accuracy",
          ...numbers,
          cell: ({ accuracy }) => (accuracy === null ? "–" : percent(accuracy)),
        },
      ]}
      keyOf={(candidate) => `${candidate.classifier} ${settingsText(candidate)}`}
      rowClass={({ chosen }) => (chosen ? "font-semibold" : "font-normal text-muted")}
      rows={candidates}
    />
  );
}

/** The features the classifier used, if there was a choice, and its settings. */
function settingsText({ features, parameters }: SelectionCandidate): string {
  const settings = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  return [...(features ? [features] : []), ...settings].join(", ");
}
