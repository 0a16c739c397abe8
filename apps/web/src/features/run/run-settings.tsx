import type { RunDetail } from "@graft/db";
import { Facts } from "@graft/ui/facts";
import { flattenSettings } from "../settings/flatten.ts";
import { environmentFacts } from "./environment-facts.ts";

/** Every resolved setting of the run and of its experiment, and what it ran on. */
export function RunSettings({ run }: { run: RunDetail }) {
  const { methods: _methods, $schema: _schema, name: _name, ...experiment } = run.experiment.config;
  const { kind: _kind, ...method } = run.config;
  const { command, ...environment } = run.environment;
  return (
    <div className="grid items-start gap-6 md:grid-cols-2 xl:grid-cols-3">
      <FactSection facts={toFacts(experiment)} title="Settings of the experiment" />
      <FactSection facts={toFacts(method)} title="Settings of the method" />
      <FactSection
        facts={[{ name: "device asked for", value: run.device }, ...environmentFacts(environment)]}
        title="Environment"
      />
      {typeof command === "string" ? (
        <section className="panel p-4 md:col-span-full">
          <h2 className="section-title mb-2">Command</h2>
          <pre className="whitespace-pre-wrap break-all rounded bg-sunken p-2 font-mono text-xs leading-5">
            {command}
          </pre>
        </section>
      ) : null}
    </div>
  );
}

function FactSection({
  title,
  facts,
}: {
  title: string;
  facts: readonly { name: string; value: string }[];
}) {
  if (facts.length === 0) return null;
  return (
    <section className="panel p-4">
      <h2 className="section-title mb-1">{title}</h2>
      <Facts facts={facts} />
    </section>
  );
}

function toFacts(settings: unknown) {
  return [...flattenSettings(settings)].map(([name, value]) => ({ name, value }));
}
