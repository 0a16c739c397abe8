import { type Db, readPreview } from "@graft/db";
import { readComparison } from "../compare/read-comparison.ts";
import { CURVE_KEYS, readCurvesOf } from "../compare/read-courses.ts";
import type { ShownGroup } from "./choose-images.ts";
import { prepareReport, type ReportContent } from "./prepare-report.ts";

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
