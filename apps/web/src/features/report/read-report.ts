import { type Db, findRuns, type RunDetail, readPredictions, readPreview } from "@graft/db";
import { alignPictures } from "../compare/align-pictures.ts";
import { type ComparedRun, toCompared } from "../compare/compared-run.ts";
import { groupDisagreement } from "../compare/disagreement.ts";
import { choosePictures, type ShownGroup } from "./choose-pictures.ts";

/** All that a report of a comparison holds. */
export interface ReportData {
  /** Tested runs, the most accurate first. */
  readonly runs: readonly ComparedRun[];
  /** Of the bootstrap. */
  readonly seed: number;
  readonly untested: readonly RunDetail[];
  /** Ids that are not in the database. */
  readonly unknown: readonly number[];
  readonly groups: readonly ShownGroup[];
  /** By hash, as `data:` address; a picture beyond the limit of bytes has none. */
  readonly thumbnails: ReadonlyMap<string, string>;
}

/** Of all pictures together, in bytes before they are written as text. */
const MOST_BYTES = 4 * 2 ** 20;

/** Reads a comparison with its pictures. */
export async function readReport(db: Db, ids: readonly number[]): Promise<ReportData> {
  const found = await findRuns(db, ids);
  const read = [];
  for (const run of found) read.push({ run, predictions: await readPredictions(db, run.id) });
  const runs = toCompared(read);
  const groups = choosePictures(
    groupDisagreement(
      alignPictures(runs),
      runs.map(({ name }) => name),
    ),
  );
  return {
    runs,
    seed: found[0]?.seed ?? 0,
    untested: read.flatMap(({ run, predictions }) => (predictions.length === 0 ? run : [])),
    unknown: ids.filter((id) => !found.some((run) => run.id === id)),
    groups,
    thumbnails: await readThumbnails(db, groups),
  };
}

async function readThumbnails(db: Db, groups: readonly ShownGroup[]): Promise<Map<string, string>> {
  const thumbnails = new Map<string, string>();
  let left = MOST_BYTES;
  for (const { hash } of groups.flatMap(({ pictures }) => pictures)) {
    const preview = await readPreview(db, hash);
    if (!preview || preview.byteLength > left) continue;
    left -= preview.byteLength;
    thumbnails.set(hash, `data:image/webp;base64,${Buffer.from(preview).toString("base64")}`);
  }
  return thumbnails;
}
