import { type Judgement, judgeRuns } from "@graft/core/analysis/comparability";
import { type Db, type RunDetail, readPreview } from "@graft/db";
import type { XyPlot } from "@graft/ui/charts/xy-plot";
import { type ComparedRun, findBaseline } from "../compare/compared-run.ts";
import {
  type AlignedImages,
  alignImages,
  type DisagreementGroup,
  groupDisagreement,
  sharedImages,
} from "../compare/images.ts";
import { type MeasuredRun, measureWithIntervals } from "../compare/measurements.tsx";
import { plainOverlays, toTraces } from "../compare/overlay.ts";
import { type CompareDiagrams, compareDiagrams } from "../compare/probabilities.tsx";
import {
  CURVE_KEYS,
  type CurvesById,
  type ReadComparison,
  readComparison,
  readCurvesOf,
} from "../compare/read-comparison.ts";

/** A report with its images. */
export interface ReportData extends ReportContent {
  /** Ids that are not in the database. */
  readonly unknown: readonly number[];
  /** By hash, as `data:` address; an image beyond the limit of bytes has none. */
  readonly thumbnails: ReadonlyMap<string, string>;
}

/** Of all images together, in bytes before they are written as text. */
const MOST_BYTES = 4 * 2 ** 20;

/** Reads a comparison with its images; null where fewer than two of the runs were tested. */
export async function readReport(
  db: Db,
  ids: readonly number[],
  baseline: number | null,
): Promise<ReportData | null> {
  const comparison = await readComparison(db, ids);
  const content = await prepareReport(
    { ...comparison, curves: await readCurvesOf(db, ids, CURVE_KEYS) },
    baseline,
  );
  if (!content) return null;
  const thumbnails = await readThumbnails(db, content.groups);
  return {
    ...content,
    unknown: ids.filter((id) => !comparison.read.some(({ run }) => run.id === id)),
    thumbnails,
  };
}

async function readThumbnails(db: Db, groups: readonly ShownGroup[]): Promise<Map<string, string>> {
  const thumbnails = new Map<string, string>();
  let left = MOST_BYTES;
  for (const { hash } of groups.flatMap(({ images }) => images)) {
    const preview = await readPreview(db, hash);
    if (!preview || preview.byteLength > left) continue;
    left -= preview.byteLength;
    thumbnails.set(hash, `data:image/webp;base64,${Buffer.from(preview).toString("base64")}`);
  }
  return thumbnails;
}

/** All that a report of a comparison says. */
export interface ReportContent {
  /** Tested runs, the most accurate first. */
  readonly runs: readonly ComparedRun[];
  /** The run that others are compared with. */
  readonly baseline: ComparedRun;
  readonly untested: readonly RunDetail[];
  readonly judgement: Judgement<ComparedRun>;
  /** In the order of the runs. */
  readonly measured: readonly MeasuredRun[];
  readonly aligned: AlignedImages;
  /** Curves of the trainings whose gain from transfer is computed. */
  readonly courses: CurvesById;
  /** The training curves of all runs in one chart per quantity. */
  readonly overlays: readonly XyPlot[];
  readonly diagrams: CompareDiagrams;
  readonly groups: readonly ShownGroup[];
}

/**
 * Judges and measures runs for a report.
 *
 * @param asked Id of the run that was chosen as the baseline, if one was.
 * @returns Null for fewer than two runs that were tested.
 */
export async function prepareReport(
  { read, runs, courses, curves }: ReadComparison & { readonly curves: CurvesById },
  asked: number | null,
): Promise<ReportContent | null> {
  const baseline = findBaseline(runs, asked);
  if (!baseline || runs.length < 2) return null;
  const judgement = judgeRuns(runs);
  const names = runs.map(({ name }) => name);
  const aligned = alignImages(runs);
  return {
    runs,
    baseline,
    aligned,
    courses,
    overlays: [...plainOverlays(toTraces(runs, curves)).values()],
    diagrams: compareDiagrams(runs, null),
    untested: read.flatMap(({ run, predictions }) => (predictions.length === 0 ? run : [])),
    judgement,
    measured: await measureWithIntervals(runs, baseline, {
      judgement,
      rest: () => new Promise(setImmediate),
    }),
    groups: limitImages(groupDisagreement(sharedImages(aligned.images), names)),
  };
}

/** Limits on embedded images, per group and in total: a report stays small enough to send. */
const MOST_PER_GROUP = 24;
const MOST_IMAGES = 120;

/** A group of images as a report shows it: the first of them, and how many there are. */
export interface ShownGroup extends DisagreementGroup {
  readonly total: number;
}

/** The images that a report shows, group by group in their order, up to its limits. */
export function limitImages(groups: readonly DisagreementGroup[]): ShownGroup[] {
  let left = MOST_IMAGES;
  return groups.map((group) => {
    const images = group.images.slice(0, Math.min(MOST_PER_GROUP, left));
    left -= images.length;
    return { ...group, images, total: group.images.length };
  });
}
