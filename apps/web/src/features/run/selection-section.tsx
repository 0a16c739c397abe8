import { percent, plural } from "@graft/core/analysis/format";
import type { RunEvent, SelectionCandidate } from "@graft/core/contract";
import type { LiveEvent } from "./live-message.ts";
import { lastEvent } from "./run-summary.ts";

/** So many are shown at once. */
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

const RULE = "the lowest log-loss is taken. These are scores for choosing, not results.";

function wordsOf(
  by: Extract<RunEvent, { type: "selection" }>["by"],
  method: string,
): { title: string; how: string } {
  if (by === "inner-split") {
    const how = `By short trainings, judged on training images held back; ${RULE}`;
    return { title: "Choice of settings", how };
  }
  const isHead = method === "fine-tuned";
  const title = isHead ? "Choice of the first head" : "Choice of classifier";
  const what = isHead ? "The classifier that training of the whole net starts from. " : "";
  if (by === "default") {
    const how = `${what}No choice was possible: at least two classes need two training images or more. The simplest classifier was taken, with its usual setting.`;
    return { title, how };
  }
  return { title, how: `${what}By cross-validation inside the training images; ${RULE}` };
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
  return (
    <table className="w-full table-fixed text-left text-sm tabular-nums">
      <caption className="sr-only">{caption}</caption>
      <thead className="border-line border-b text-muted text-xs">
        <tr>
          <th className="py-1.5 pr-3 font-medium sm:w-1/3" scope="col">
            Classifier
          </th>
          <th className="hidden px-3 py-1.5 font-medium sm:table-cell" scope="col">
            Settings
          </th>
          <th className="w-20 px-3 py-1.5 text-end font-medium sm:w-28" scope="col">
            Log-loss
          </th>
          <th className="w-20 py-1.5 pl-3 text-end font-medium sm:w-28" scope="col">
            Accuracy
          </th>
        </tr>
      </thead>
      <tbody>
        {candidates.map((candidate) => (
          <CandidateRow
            candidate={candidate}
            key={`${candidate.classifier} ${settingsText(candidate)}`}
          />
        ))}
      </tbody>
    </table>
  );
}

function CandidateRow({ candidate }: { candidate: SelectionCandidate }) {
  const { classifier, chosen, logLoss, accuracy } = candidate;
  const settings = settingsText(candidate);
  const weight = chosen ? "font-semibold" : "font-normal text-muted";
  return (
    <tr className={`border-line border-b last:border-b-0 ${weight}`}>
      <th className={`py-1.5 pr-3 ${weight}`} scope="row">
        {classifier}
        {chosen ? <span className="ml-2 font-medium text-good text-xs">chosen</span> : null}
        <span className="block font-normal text-xs sm:hidden">{settings}</span>
      </th>
      <td className="hidden px-3 py-1.5 sm:table-cell">{settings}</td>
      <td className="px-3 py-1.5 text-end">{logLoss?.toFixed(3) ?? "–"}</td>
      <td className="py-1.5 pl-3 text-end">{accuracy === null ? "–" : percent(accuracy)}</td>
    </tr>
  );
}

/** What the classifier was given, where there was a choice, and its settings. */
function settingsText({ features, parameters }: SelectionCandidate): string {
  const settings = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  return [...(features ? [features] : []), ...settings].join(", ");
}
