import { byteSize } from "@graft/core/analysis/format";
import type { Artifact, RunDetail } from "@graft/db";
import { Facts } from "@graft/ui/blocks";
import { Table } from "@graft/ui/table";
import { typed } from "@/server/http";
import { flattenSettings, withRelativePaths } from "../shared/settings.ts";
import { Command } from "../shell/controls.tsx";

/** Every resolved setting of the run and of its experiment, and its environment. */
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
        facts={[{ name: "requested device", value: run.device }, ...environmentFacts(environment)]}
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

/** The environment of a run as text: known fields in words, unknown ones as they are. */
export function environmentFacts(
  environment: Readonly<Record<string, unknown>>,
): { name: string; value: string }[] {
  const { gitCommit, gitDirty, lockfileHash, memory, ...rest } = environment;
  const facts = [...flattenSettings(rest)].map(([name, value]) => ({ name, value }));
  if (typeof memory === "number") facts.push({ name: "memory", value: gibibytes(memory) });
  if (typeof gitCommit === "string") {
    const changed = gitDirty === true ? ", with changes that are not committed" : "";
    facts.push({ name: "commit", value: `${gitCommit.slice(0, 10)}${changed}` });
  }
  if (typeof lockfileHash === "string") {
    facts.push({ name: "lockfile", value: lockfileHash.slice(0, 10) });
  }
  return facts;
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

/** The command that made the run, and how to make this run alone again. */
export function RepeatSection({ run }: { run: RunDetail }) {
  const repeat = repeatRun(run);
  const { command } = run.environment;
  const made = typeof command === "string" ? typed(command) : null;
  if (repeat === null && made === null) return null;
  return (
    <section aria-labelledby="repeat" className="panel p-4 text-sm">
      <h2 className="section-title mb-2 scroll-mt-16" id="repeat">
        Reproduce
      </h2>
      {made === null ? null : (
        <>
          <p className="mb-1 text-muted">Command</p>
          <Command text={made} />
        </>
      )}
      {repeat === null ? null : (
        <>
          <p className="mt-4 mb-1 text-muted">
            To repeat this run alone, with the same settings and seed, save{" "}
            <a className="link" download href={`/api/runs/${run.id}/config`}>
              {repeat.fileName}
            </a>{" "}
            {repeat.folder ? (
              <>
                in <code className="break-all font-mono text-xs">{repeat.folder}</code>, where its
                paths start
              </>
            ) : (
              "beside the experiment file, where its paths start"
            )}
            , then run
          </p>
          <Command text={typed(repeat.command)} />
        </>
      )}
    </section>
  );
}

export interface RunRepeat {
  readonly fileName: string;
  /** An experiment file that makes this run alone, with every setting it had. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The command to run once the file is in its folder. */
  readonly command: string;
  /** Where to put the file, for its paths start there; empty for the folder the command is given in. */
  readonly folder: string;
}

type Repeated = Pick<RunDetail, "id" | "method" | "seed" | "config" | "environment" | "experiment">;

/**
 * How to repeat a run by itself: the experiment's resolved config with this method only, once, with the run's own
 * seed; a repeat draws its split from that seed, so it is the same one.
 *
 * @returns Null for a pretraining run, which has no experiment.
 */
export function repeatRun(run: Repeated): RunRepeat | null {
  if (run.method === "pretraining") return null;
  const fileName = `run-${run.id}.json`;
  const folder = folderOf(run.environment["command"]);
  const config = { ...run.experiment.config, seed: run.seed, methods: [run.config], repeats: 1 };
  return {
    fileName,
    folder,
    config: withRelativePaths(config, text(run.environment["configFolder"])) as RunRepeat["config"],
    command: `pnpm trainer run --config ${quote(folder + fileName)}`,
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The folder of the experiment file in the command that made the run, with its slash; empty for none. */
function folderOf(command: unknown): string {
  const match =
    typeof command === "string"
      ? /(?:--config|-c)[ =](?:'(?<quoted>[^']*)'|(?<plain>[^\s']+))/.exec(command)
      : null;
  const file = match?.groups?.["quoted"] ?? match?.groups?.["plain"] ?? "";
  return file.slice(0, Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);
}

/** For a shell: as it is, or between single quotes. */
function quote(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The files a run made, each to be saved. */
export function ArtifactsSection({
  artifacts,
  runId,
}: {
  artifacts: readonly Artifact[];
  runId: number;
}) {
  if (artifacts.length === 0) return null;
  return (
    <section aria-labelledby="artifacts" className="panel min-w-0 p-4">
      <h2 className="section-title mb-2 scroll-mt-16" id="artifacts">
        Artifacts
      </h2>
      <Table
        columns={[
          {
            key: "file",
            heading: "File",
            className: "max-w-72 break-words font-medium",
            cell: ({ name, sha256 }) => (
              <a className="link" download href={`/api/runs/${runId}/artifacts/${sha256}`}>
                {name}
              </a>
            ),
          },
          { key: "kind", heading: "Kind", cell: ({ kind }) => kind },
          {
            key: "size",
            heading: "Size",
            end: true,
            className: "whitespace-nowrap",
            cell: ({ bytes }) => byteSize(bytes),
          },
          {
            key: "sha256",
            heading: "SHA-256",
            className: "min-w-48 break-all font-mono text-muted text-xs",
            cell: ({ sha256 }) => sha256,
          },
        ]}
        keyOf={({ name, sha256 }) => `${name} ${sha256}`}
        label="Table of artifacts"
        rows={artifacts}
      />
    </section>
  );
}
