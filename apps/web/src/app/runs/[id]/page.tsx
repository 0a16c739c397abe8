import { confusionMatrix } from "@graft/core/metrics";
import {
  type Db,
  findRuns,
  type RunDetail,
  readCurves,
  readPredictions,
  readSiblings,
  readWords,
  type TestPrediction,
} from "@graft/db";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { RunMenu } from "@/features/export/run-menu";
import { parseView } from "@/features/gallery/gallery-view";
import { LiveRun } from "@/features/run/live-run";
import { PredictionsSection } from "@/features/run/predictions-section";
import { ProbabilitiesSection } from "@/features/run/probabilities-section";
import type { RunLog } from "@/features/run/run-log";
import { RunSettings } from "@/features/run/run-settings";
import { toGalleryItem, toRunLog, toSummary } from "@/features/run/to-plain";
import { PageLink } from "@/features/shell/page-link";
import { Problem } from "@/features/shell/problem";
import { parseId } from "@/server/ids";
import { load } from "@/server/load";

interface Props {
  readonly params: Promise<{ id: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const id = parseId((await params).id);
  const runs = await load((db) => findRuns(db, id === null ? [] : [id]));
  const run = runs.ok ? runs.value[0] : undefined;
  return { title: run ? `${run.name ?? run.method}, run ${run.id}` : "Run" };
}

export default async function RunPage({ params, searchParams }: Props) {
  const id = parseId((await params).id);
  if (id === null) notFound();
  const loaded = await load((db) => readPage(db, id));
  if (!loaded.ok) return <Problem error={loaded.error} />;
  if (loaded.value === null) notFound();
  const { run, log, cursor, predictions, siblings } = loaded.value;
  const { classNames } = run.dataset;
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
            chosen={log.events.some(({ event }) => event.type === "selection")}
            runId={id}
            tested={predictions.length > 0}
          />
        </>
      }
      settings={<RunSettings run={run} />}
      cursor={cursor}
      log={log}
      key={run.id}
      predictions={
        predictions.length > 0 ? (
          <>
            <PredictionsSection
              classNames={classNames}
              counts={countConfusions(predictions, classNames.length)}
              initialView={parseView((await searchParams).show, classNames.length)}
              items={predictions.map(toGalleryItem)}
            />
            <ProbabilitiesSection
              classNames={classNames}
              method={run.method}
              predictions={{
                truth: predictions.map(({ trueLabel }) => trueLabel),
                probabilities: predictions.flatMap(({ probabilities }) => probabilities),
                numClasses: classNames.length,
              }}
            />
          </>
        ) : null
      }
      run={toSummary(run, new Date())}
    />
  );
}

interface RunPageData {
  readonly run: RunDetail;
  readonly log: RunLog;
  /** Of the live feed: the last thing it said. */
  readonly cursor: number;
  readonly predictions: readonly TestPrediction[];
  readonly siblings: readonly number[];
}

/** All that the page shows; null if there is no such run. */
async function readPage(db: Db, id: number): Promise<RunPageData | null> {
  const [run] = await findRuns(db, [id]);
  if (!run) return null;
  // Words before curves: what comes between stands in both and counts once.
  const { events, cursor } = await readWords(db, id);
  const log = toRunLog(events, await readCurves(db, id));
  const predictions = await readPredictions(db, id);
  return { run, log, cursor, predictions, siblings: await readSiblings(db, id) };
}

function countConfusions(predictions: readonly TestPrediction[], numClasses: number): number[][] {
  const truth = predictions.map((prediction) => prediction.trueLabel);
  const predicted = predictions.map((prediction) => prediction.predicted);
  return confusionMatrix(truth, predicted, numClasses).counts;
}
