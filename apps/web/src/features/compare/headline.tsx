import { plural } from "@graft/ui/format";
import { Notice } from "@graft/ui/notice";
import type { Pair } from "./compare-pairs.ts";
import type { ComparedRun } from "./compared-run.ts";

/** The comparison in one or two sentences: who leads, and whether that means anything. */
export function Headline({
  runs,
  pairs,
}: {
  runs: readonly ComparedRun[];
  pairs: readonly Pair[];
}) {
  const first = pairs[0];
  if (!first || "reason" in first.result) return null;
  const { result } = first;
  const significant = result.correctedPValue < 0.05;
  const lead = significant ? "Clear lead:" : "No clear winner:";
  const tested = pairs.filter((pair) => !("reason" in pair.result));
  const clear = tested.filter(
    ({ result }) => !("reason" in result) && result.correctedPValue < 0.05,
  ).length;
  return (
    <div className="max-w-prose">
      <p className="font-medium text-lg leading-7">
        {lead} <span className="font-normal">{result.verdict}</span>
      </p>
      {runs.length > 2 ? (
        <p className="mt-1 text-muted text-sm">
          {clear} of {plural(tested.length, "pair")} differ by more than chance would explain.
        </p>
      ) : null}
    </div>
  );
}

/** What a reader must know before believing the numbers below. */
export function Warnings({
  groups,
  reasons,
  untested,
  unknown,
}: {
  /** Names of the runs that can be compared with each other, group by group. */
  groups: readonly (readonly string[])[];
  reasons: readonly string[];
  /** Runs without predictions, with their status. */
  untested: readonly { readonly name: string; readonly status: string }[];
  /** Ids that are not in the database. */
  unknown: readonly number[];
}) {
  return (
    <>
      {groups.length > 1 ? (
        <Notice kind="warning" title="Not all of these runs can be compared with each other.">
          <p>Between the groups below, {reasons.join("; ")}. Such pairs get no test.</p>
          <ul className="mt-1 list-disc pl-5">
            {groups.map((names) => (
              <li key={names.join()}>{names.join(", ")}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {untested.length > 0 ? (
        <Notice kind="warning" title="Some of these runs have no predictions and are left out.">
          {untested.map(({ name, status }) => `${name}: ${status}`).join("; ")}
        </Notice>
      ) : null}
      {unknown.length > 0 ? (
        <Notice kind="warning" title={`There is no run ${unknown.join(", no run ")}.`} />
      ) : null}
    </>
  );
}
