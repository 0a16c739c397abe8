import type { RunDetail } from "@graft/db";
import { Facts } from "@graft/ui/facts";
import { flattenSettings } from "../settings/flatten.ts";
import { environmentFacts } from "./environment-facts.ts";

/** Every resolved setting of the run and of its experiment, and what it ran on. */
export function RunSettings({ run }: { run: RunDetail }) {
  const { methods: _methods, $schema: _schema, name: _name, ...experiment } = run.experiment.config;
  const { kind: _kind, ...method } = run.config;
  const { command: _command, ...environment } = run.environment;
  return (
    <section
      aria-labelledby="settings"
      className="grid items-start gap-6 md:grid-cols-2 xl:grid-cols-3"
    >
      <h2 className="sr-only scroll-mt-16" id="settings">
        Settings and environment
      </h2>
      <FactSection facts={toFacts(experiment)} title="Settings of the experiment" />
      <FactSection facts={toFacts(method)} title="Settings of the method" />
      <FactSection
        facts={[{ name: "device asked for", value: run.device }, ...environmentFacts(environment)]}
        title="Environment"
      />
    </section>
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
      <h3 className="section-title mb-1">{title}</h3>
      <Facts facts={facts} />
    </section>
  );
}

function toFacts(settings: unknown) {
  return [...flattenSettings(settings)].map(([name, value]) => ({ name, value }));
}
