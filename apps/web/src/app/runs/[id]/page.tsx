import { describeWithoutTwins } from "@graft/core/analysis/comparability";
import {
  type Curve,
  type Db,
  findRuns,
  type RunDetail,
  readCurves,
  readSiblings,
  readWords,
  type StoredEvent,
} from "@graft/db";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { RunMenu } from "@/features/export/run-menu";
import { ArtifactsSection } from "@/features/run/artifacts-section";
import { toCurvesView } from "@/features/run/curves-view";
import { LiveRun } from "@/features/run/live-run";
import { MeasurementsSection } from "@/features/run/measurements-section";
import { RepeatSection } from "@/features/run/repeat-section";
import { RunSettings } from "@/features/run/run-settings";
import { parseRunView, viewAddress } from "@/features/run/run-view";
import { TestSections } from "@/features/run/test-sections";
import type { TestedRun } from "@/features/run/tested-run";
import { toRunLog, toSummary } from "@/features/run/to-plain";
import { PageLink } from "@/features/shell/page-link";
import { Problem } from "@/features/shell/problem";
import { TwinsNotice } from "@/features/twins-notice";
import { parseId } from "@/server/ids";
import { load } from "@/server/load";
import { readTestedRun } from "@/server/tested-runs";

interface Props {
  readonly params: Promise<{ id: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Read once for the title and the page; null if there is no such run. */
const readRun = cache(async (db: Db, id: number): Promise<RunDetail | null> => {
  const [run] = await findRuns(db, [id]);
  return run ?? null;
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const id = parseId((await params).id);
  const loaded = await load(async (db) => (id === null ? null : readRun(db, id)));
  const run = loaded.ok ? loaded.value : null;
  return { title: run ? `${run.name ?? run.method}, run ${run.id}` : "Run" };
}

export default async function RunPage({ params, searchParams }: Props) {
  const id = parseId((await params).id);
  if (id === null) notFound();
  const loaded = await load((db) => readPage(db, id));
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
        { id: "repeat", label: "Repeat it" },
        ...(run.artifacts.length > 0 ? [{ id: "artifacts", label: "Artifacts" }] : []),
      ]}
      settings={
        <>
          <RunSettings run={run} />
          <RepeatSection run={run} />
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
function withoutTwins(run: RunDetail, { images }: TestedRun): string[] {
  const predictions = images.map(({ hash, truth, predicted }) => {
    return { hash, trueLabel: truth, predicted };
  });
  return [describeWithoutTwins({ run, predictions }) ?? []].flat();
}

/** Whether it may still be tested. */
function isOpen({ status }: RunDetail): boolean {
  return status === "running" || status === "queued";
}

interface RunPageData {
  readonly run: RunDetail;
  readonly events: readonly StoredEvent[];
  readonly curves: readonly Curve[];
  /** Of the live feed: the last thing it said. */
  readonly cursor: number;
  /** Null as long as it was not tested. */
  readonly tested: TestedRun | null;
  readonly siblings: readonly number[];
}

/** All that the page shows; null if there is no such run. */
async function readPage(db: Db, id: number): Promise<RunPageData | null> {
  const run = await readRun(db, id);
  if (!run) return null;
  // Words before curves: what comes between stands in both and counts once.
  const { events, cursor } = await readWords(db, id);
  const curves = await readCurves(db, id);
  const tested = await readTestedRun(db, run);
  return { run, events, curves, cursor, tested, siblings: await readSiblings(db, id) };
}
