"use client";

import { FIELD_NAMES, FIELDS } from "@graft/core/contract/run-query";
import { Dialog } from "../shell/dialog.tsx";

const EXAMPLES = [
  "method = fine-tuned and accuracy > 90%",
  "tag = best or name ~ paper",
  "not status in (failed, crashed)",
  "config.learningRate < 1e-3 and metric.train/loss < 0.2",
  "started >= 2026-11-01 and experiment = photo-vs-drawing",
];

const KEYS = [
  ["↓ or j, ↑ or k", "next run, run before"],
  ["Home, End", "first run, last run"],
  ["Enter", "open the run"],
  ["Space", "choose it"],
  ["e", "name, tags, note"],
  ["p", "pin it"],
  ["b", "make it the baseline"],
  ["a", "archive it"],
  ["Delete", "delete it"],
];

/** The query language and the keys, in short. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog onClose={onClose} title="Filter and keys">
      <div className="space-y-4 text-sm">
        <section>
          <h3 className="mb-1 font-semibold">Examples</h3>
          <ul className="space-y-1">
            {EXAMPLES.map((example) => (
              <li key={example}>
                <code className="break-words font-mono text-[13px]">{example}</code>
              </li>
            ))}
          </ul>
          <p className="mt-2 text-muted">
            Compare with =, !=, &gt;, &gt;=, &lt;, &lt;=, ~ (contains) and !~; join with and, or,
            not and parentheses. A word alone is searched for. Case does not matter.
          </p>
        </section>
        <section>
          <h3 className="mb-1 font-semibold">Fields</h3>
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5">
            {FIELD_NAMES.map((name) => (
              <div className="contents" key={name}>
                <dt className="font-mono text-[13px]">{name}</dt>
                <dd className="text-muted">{FIELDS[name].about}</dd>
              </div>
            ))}
            <dt className="font-mono text-[13px]">config.NAME</dt>
            <dd className="text-muted">a setting of the method</dd>
            <dt className="font-mono text-[13px]">metric.NAME</dt>
            <dd className="text-muted">the last value of a metric</dd>
          </dl>
        </section>
        <section>
          <h3 className="mb-1 font-semibold">Keys, with the focus on a run</h3>
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5">
            {KEYS.map(([key, what]) => (
              <div className="contents" key={key}>
                <dt className="font-mono text-[13px]">{key}</dt>
                <dd className="text-muted">{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
