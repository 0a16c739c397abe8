import { describeWithoutTwins } from "@graft/core/analysis/comparability";
import type { RunDetail } from "@graft/db";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { RunMenu } from "@/features/export/page-menus";
import { ClassSection } from "@/features/run/classes";
import { GallerySection } from "@/features/run/gallery";
import { LiveRun } from "@/features/run/live-run";
import { BESIDE, MatrixSection } from "@/features/run/matrix";
import { MeasurementsSection } from "@/features/run/measurements";
import { ModelSection, modelFiles } from "@/features/run/model";
import { ProbabilitiesSection } from "@/features/run/probabilities";
import { readRun, readRunPage, toCurvesView, toRunLog, toSummary } from "@/features/run/read-run";
import type { RunTest } from "@/features/run/run-test";
import { ArtifactsSection, RepeatSection, RunSettings } from "@/features/run/settings";
import { parseRunView, type RunView, viewAddress } from "@/features/run/view";
import { PageLink } from "@/features/shell/links";
import { TwinsNotice } from "@/features/twins-notice";
import { load } from "@/server/database";
import { parseId } from "@/server/http";
import { Problem } from "@/server/problem";

interface Props {
  readonly params: Promise<{ id: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const id = parseId((await params).id);
  const loaded = await load(async (db) => (id === null ? null : readRun(db, id)));
  const run = loaded.ok ? loaded.value : null;
  return { title: run ? `${run.name ?? run.method}, run ${run.id}` : "Run" };
}

export default async function RunPage({ params, searchParams }: Props) {
  const id = parseId((await params).id);
  if (id === null) notFound();
  const loaded = await load((db) => readRunPage(db, id));
  if (!loaded.ok) return <Problem error={loaded.error} />;
  if (loaded.value === null) notFound();
  const { run, curves, cursor, tested, siblings } = loaded.value;
  const view = parseRunView(await searchParams, run.dataset.classNames.length);
  const curvesView = toCurvesView(curves, view, viewAddress(run.id, view));
  const log = toRunLog(loaded.value.events, curves, curvesView.more.chosen);
  return (
    <LiveRun
      actions={
        <>
          {siblings.length > 1 ? (
            <PageLink className="button" href={`/compare?runs=${siblings.join(",")}`}>
              Compare with the other methods
            </PageLink>
          ) : null}
          <RunMenu
            curveKeys={[...log.curves.map(({ key }) => key), ...log.omitted]}
            chosen={log.events.some(({ event }) => event.type === "selection")}
            runId={id}
            tested={tested !== null}
          />
        </>
      }
      cursor={cursor}
      curvesView={curvesView}
      key={run.id}
      log={log}
      measurements={
        tested || isOpen(run) ? <MeasurementsSection runId={run.id} tested={tested} /> : null
      }
      run={toSummary(run, new Date())}
      lastSections={[
        { id: "settings", label: "Settings" },
        { id: "repeat", label: "Reproduce" },
        ...(modelFiles(run.artifacts).length > 0 ? [{ id: "model", label: "Model" }] : []),
        ...(run.artifacts.length > 0 ? [{ id: "artifacts", label: "Artifacts" }] : []),
      ]}
      settings={
        <>
          <RunSettings run={run} />
          <RepeatSection run={run} />
          <ModelSection run={run} />
          <ArtifactsSection artifacts={run.artifacts} runId={run.id} />
        </>
      }
      test={
        tested ? (
          <>
            <TwinsNotice sentences={withoutTwins(run, tested)} />
            <TestSections run={run} tested={tested} view={view} />
          </>
        ) : null
      }
    />
  );
}

/** What its accuracy becomes without near-duplicates of training images; nothing where there are none. */
function withoutTwins(run: RunDetail, { images }: RunTest): string[] {
  const predictions = images.map(({ hash, truth, predicted }) => {
    return { hash, trueLabel: truth, predicted };
  });
  return [describeWithoutTwins({ run, predictions }) ?? []].flat();
}

/** Whether it may still be tested. */
function isOpen({ status }: RunDetail): boolean {
  return status === "running" || status === "queued";
}

/** The sections of a run's test: confusions with their images, classes, probabilities. */
function TestSections({
  tested,
  run,
  view,
}: {
  tested: RunTest;
  run: { id: number; method: string; dataset: { id: number; classNames: readonly string[] } };
  view: RunView;
}) {
  const { classNames } = run.dataset;
  const address = viewAddress(run.id, view);
  const shared = { classNames, view, address };
  // A matrix of few classes is beside its images, a larger one above them.
  const columns =
    classNames.length <= BESIDE ? "items-start lg:grid-cols-[minmax(20rem,2fr)_5fr]" : "";
  return (
    <>
      <div className={`grid grid-cols-1 gap-6 ${columns}`}>
        <MatrixSection measured={tested.measured} {...shared} />
        <GallerySection
          datasetId={run.dataset.id}
          images={tested.images}
          runId={run.id}
          {...shared}
        />
      </div>
      <ClassSection tested={tested} {...shared} />
      <ProbabilitiesSection
        classNames={classNames}
        measured={tested.measured}
        method={run.method}
        runId={run.id}
        view={view}
      />
    </>
  );
}
