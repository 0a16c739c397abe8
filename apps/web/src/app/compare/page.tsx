import { MAX_COMPARED } from "@graft/core/analysis/stats";
import { EmptyState } from "@graft/ui/blocks";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ComparisonSections } from "@/features/compare/comparison";
import {
  CURVE_KEYS,
  type CurvesById,
  type RunWithPredictions,
  readComparison,
  readCurvesOf,
} from "@/features/compare/read-comparison";
import { CompareMenu } from "@/features/export/page-menus";
import { PageLink } from "@/features/shell/links";
import { load } from "@/server/database";
import { parseId, parseRunIds } from "@/server/http";
import { Problem } from "@/server/problem";

export const metadata: Metadata = { title: "Compare" };

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ComparePage({ searchParams }: Props) {
  const params = await searchParams;
  const asked = typeof params.baseline === "string" ? parseId(params.baseline) : null;
  const ids = parseRunIds(params.runs);
  if (ids === null) notFound();
  const loaded = await load((db) => readComparison(db, ids));
  if (!loaded.ok) return <Problem error={loaded.error} />;
  const { read, runs, courses } = loaded.value;
  if (ids.length > 0 && read.length === 0) notFound();
  const curves = readLater(runs.map(({ run }) => run.id));
  return (
    <div className="space-y-6">
      <header className="flex flex-wrap items-end justify-between gap-x-4 gap-y-3">
        <div className="min-w-0">
          <nav aria-label="Breadcrumb" className="text-muted text-sm">
            <PageLink className="hover:text-ink" href="/">
              Runs
            </PageLink>{" "}
            <span aria-hidden="true">/</span> compare
          </nav>
          <h1 className="mt-1 font-semibold text-2xl tracking-tight">
            {runs.length > 1 ? `Compare ${runs.length} runs` : "Compare runs"}
          </h1>
          <p className="mt-1 text-muted text-sm">{sharedBy(read)}</p>
        </div>
        {runs.length > 1 ? <CompareMenu baseline={asked} curves={curves} runIds={ids} /> : null}
      </header>
      {ids.length === 0 ? (
        <EmptyState title="No runs selected.">
          <p>
            Tick 2 to {MAX_COMPARED} runs in <PageLink href="/">the table of runs</PageLink>, then
            choose Compare.
          </p>
        </EmptyState>
      ) : (
        <ComparisonSections
          asked={asked}
          askedClass={typeof params.class === "string" ? params.class : null}
          courses={courses}
          curves={curves}
          runs={runs}
          unknown={ids.filter((id) => !read.some(({ run }) => run.id === id))}
          untested={read.flatMap(({ run, predictions }) => (predictions.length === 0 ? run : []))}
        />
      )}
    </div>
  );
}

/** The curves of the runs; none where they cannot be read, for the page is of use without them. */
async function readLater(ids: readonly number[]): Promise<CurvesById> {
  const loaded = await load((db) => readCurvesOf(db, ids, CURVE_KEYS));
  return loaded.ok ? loaded.value : new Map();
}

/** The experiment and repeat that all the runs share. */
function sharedBy(read: readonly RunWithPredictions[]): string {
  const experiments = new Set(read.map(({ run }) => run.experiment.name));
  const repeats = new Set(read.map(({ run }) => run.repeat + 1));
  const names = [...experiments].join(", ");
  return repeats.size === 1 && experiments.size === 1
    ? `${names}, repeat ${[...repeats].join()}`
    : names;
}
