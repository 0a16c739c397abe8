import type { Caveat } from "@graft/core/analysis/comparability";
import { Notice } from "@graft/ui/notice";

/** Up to so many letters, all that can be said is said at once. */
const SHORT = 320;

/** The comparison in a few sentences: who leads, whether that means anything, and what would settle it. */
export function Headline({ verdict }: { verdict: readonly string[] }) {
  const [first, ...others] = verdict;
  if (first === undefined) return null;
  const more = (
    <ul className="mt-1 space-y-0.5 text-muted text-sm">
      {others.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
  return (
    <div className="max-w-prose">
      <p className="font-medium text-lg leading-7">{first}</p>
      {others.join(" ").length <= SHORT ? (
        more
      ) : (
        <details className="mt-1">
          <summary className="w-fit text-muted text-sm hover:text-ink">
            What else can be said
          </summary>
          {more}
        </details>
      )}
    </div>
  );
}

/** What a reader must know before believing the numbers below. */
export function Warnings({
  groups,
  reasons,
  caveats,
  untested,
  unknown,
}: {
  /** Names of the runs that can be compared with each other, group by group. */
  groups: readonly (readonly string[])[];
  reasons: readonly string[];
  /** What else differs between them. */
  caveats: readonly Caveat[];
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
      {caveats.length > 0 ? (
        <Notice kind="warning" title="These runs differ in more than their methods.">
          <ul className="list-disc pl-5">
            {caveats.map(({ kind, message }) => (
              <li key={kind}>{message}</li>
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
