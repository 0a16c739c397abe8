import { ParamLink } from "../../shell/param-link.tsx";
import type { ComparedRun } from "../compared-run.ts";
import { Plots } from "../plots.tsx";
import { compareDiagrams } from "./compare-diagrams.ts";

/** What the probabilities of all runs are worth: ROC of one class, and reliability. */
export function ProbabilitiesPart({
  runs,
  asked,
}: {
  runs: readonly ComparedRun[];
  /** Name of the class that was chosen, if one was. */
  asked: string | null;
}) {
  const { classNames, chosen, roc, reliability } = compareDiagrams(runs, asked);
  return (
    <section aria-labelledby="probabilities" className="panel p-4">
      <h2 className="section-title" id="probabilities">
        Probabilities
      </h2>
      <p className="mt-1 mb-4 text-muted text-sm">
        ROC of the class{" "}
        {classNames.length === 2 || classNames.length === 1 ? (
          <span className="font-medium text-ink">{chosen}</span>
        ) : (
          classNames.map((name) => (
            <ParamLink
              className={name === chosen ? "mr-3 font-medium text-ink" : "link mr-3 hover:text-ink"}
              key={name}
              name="class"
              place="probabilities"
              value={name}
            >
              {name}
            </ParamLink>
          ))
        )}
      </p>
      <Plots plots={[roc, reliability]} />
    </section>
  );
}
