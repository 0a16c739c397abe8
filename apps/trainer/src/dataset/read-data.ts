import { groupBy } from "@graft/core/analysis/aggregate";
import type { ExperimentConfig } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import type { NearDuplicates } from "@graft/core/learning/duplicates";
import { type Part, warnOfGaps } from "@graft/core/learning/split";
import type { DataReport, DataSummary, SplitCounts } from "./data-report.ts";
import { type ImageSet, type LoadOptions, seedOfRepeat, splitImages } from "./image-set.ts";
import { inspectDataset } from "./load-dataset.ts";
import { searchNearDuplicates } from "./near-duplicates.ts";
import type { Listing } from "./sources/listing.ts";
import { extensionOf } from "./sources/scan-folder.ts";

/** The data of an experiment, and all there is to say about it. */
export interface ReadData {
  /** Null when they cannot be used at all; then there is a refusal. */
  readonly images: ImageSet | null;
  readonly nearDuplicates: NearDuplicates;
  /** Those that every split keeps together: all or none of them, as the config says. */
  readonly together: NearDuplicates["pairs"];
  /** Part of each image, for each repeat; empty when no split can be drawn. */
  readonly splits: readonly (readonly Part[])[];
  /** Why a run is refused; empty when it can start. */
  readonly refusals: readonly AppError[];
  readonly report: DataReport;
}

/**
 * Reads the data set of an experiment and draws its splits, as a run does, and looks for what a
 * person should know of it. Needs no engine and no database.
 *
 * @throws the signal's reason when it is aborted; and any unexpected failure.
 */
export async function readData(
  config: Pick<ExperimentConfig, "dataset" | "split" | "seed" | "repeats">,
  options: LoadOptions,
): Promise<ReadData> {
  const refusals: AppError[] = [];
  const inspected = await inspectDataset(config.dataset, options).catch((error: unknown) => {
    refusals.push(expected(error));
    return { listing: null, images: null, refusal: null };
  });
  const { listing, images, refusal } = inspected;
  if (refusal) refusals.push(refusal);
  const near = images
    ? await searchNearDuplicates(images, options)
    : { pairs: [], isComplete: true };
  const together = config.dataset.groupNearDuplicates ? near.pairs : [];
  const splits: (readonly Part[])[] = [];
  try {
    const repeats = images ? config.repeats : 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      splits.push(splitImages({ ...images!, pairs: together }, config, repeat));
    }
  } catch (error) {
    splits.length = 0;
    refusals.push(expected(error));
  }
  const report = reportOf({ config, listing, images, splits, near });
  return { images, nearDuplicates: near, together, splits, refusals, report };
}

function expected(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}

interface Found {
  readonly config: Pick<ExperimentConfig, "dataset" | "seed">;
  readonly listing: Listing | null;
  readonly images: ImageSet | null;
  readonly splits: readonly (readonly Part[])[];
  readonly near: NearDuplicates;
}

function reportOf(found: Found): DataReport {
  const { listing, images, splits, near } = found;
  const items = images?.items ?? [];
  const classOf = (position: number) => images!.classes[items[position]!.label]!;
  const placeOf = (position: number) => {
    const { source, tile, part } = items[position]!;
    return { source, tile, class: classOf(position), prescribed: part };
  };
  const sameHash = [...groupBy(items.keys(), (position) => items[position]!.hash)];
  const duplicates = sameHash.flatMap(([hash, same]) =>
    same.length > 1 ? [{ hash, images: same.map(placeOf) }] : [],
  );
  const nearDuplicates = near.pairs.map(({ first, second, similarity, isMirrored, scale }) => ({
    images: [placeOf(first), placeOf(second)] as const,
    similarity,
    isMirrored,
    scale,
    acrossRepeats: [...splits.keys()].filter((repeat) => {
      const [a, b] = [splits[repeat]![first], splits[repeat]![second]];
      return a && b && a !== b;
    }),
  }));
  const unreadable = images?.skipped ?? listing?.bad ?? [];
  const leftOut = listing?.remarks.leftOut ?? [];
  return {
    summary: summaryOf(found, {
      unreadable: { images: unreadable.length, byExtension: countExtensions(unreadable) },
      numCopies: duplicates.reduce((sum, { images }) => sum + images.length - 1, 0),
      nearDuplicates: {
        pairs: nearDuplicates.length,
        acrossSplit: nearDuplicates.filter(({ acrossRepeats }) => acrossRepeats.length > 0).length,
        isComplete: near.isComplete,
      },
    }),
    images: items.map((item, position) => ({
      ...placeOf(position),
      parts: splits.map((parts) => parts[position] ?? null),
      group: item.group,
      width: item.width,
      height: item.height,
      bytes: item.bytes,
      hash: item.hash,
      findings: item.findings ?? [],
    })),
    unreadable,
    leftOut,
    duplicates,
    nearDuplicates,
  };
}

function summaryOf(
  { config, listing, images, splits, near }: Found,
  counts: Pick<DataSummary, "unreadable" | "numCopies" | "nearDuplicates">,
): DataSummary {
  const { remarks } = images ?? listing ?? { remarks: null };
  const classes = images?.classes ?? [...new Set(listing?.classNames)];
  const listed = images
    ? images.items.map(({ label }) => images.classes[label]!)
    : (listing?.images.map(({ label }) => label) ?? []);
  const numOf = groupBy(listed, (name) => name);
  const across = counts.nearDuplicates.acrossSplit;
  const labels = Int32Array.from(images?.items ?? [], ({ label }) => label);
  const gaps = splits.flatMap((parts) => warnOfGaps(parts, { labels, classNames: classes }));
  const warnings = [...(remarks?.warnings ?? []), ...new Set(gaps)];
  if (across > 0) {
    const subject =
      across === 1 ? "1 pair of near-duplicates lies" : `${across} pairs of near-duplicates lie`;
    warnings.push(
      `${subject} on two sides of the split: the test would measure memory. Set "groupNearDuplicates": true in the data set to keep each pair on one side, or remove one of the two.`,
    );
  }
  if (!near.isComplete) {
    warnings.push(
      "Too many images look alike to compare all of them: further near-duplicates may exist.",
    );
  }
  return {
    name: listing?.name ?? null,
    kind: config.dataset.kind,
    root: listing?.root ?? null,
    fingerprint: images?.fingerprint ?? null,
    imageSize: config.dataset.imageSize,
    numImages: listed.length,
    classes: classes.map((name) => ({ name, images: numOf.get(name)?.length ?? 0 })),
    splits: splits.map((parts, repeat) => ({
      repeat,
      seed: seedOfRepeat(config, repeat),
      ...countParts(parts, { labels, numClasses: classes.length }),
    })),
    leftOut: {
      files: remarks?.leftOut.length ?? 0,
      byExtension: countExtensions(remarks?.leftOut ?? []),
    },
    ignored: remarks?.ignored ?? {},
    ...counts,
    notes: remarks?.notes ?? [],
    warnings,
  };
}

function countExtensions(files: readonly { source: string }[]): Record<string, number> {
  const byExtension = groupBy(files, ({ source }) => extensionOf(source));
  return Object.fromEntries([...byExtension].map(([name, own]) => [name, own.length]));
}

function countParts(
  parts: readonly Part[],
  { labels, numClasses }: { labels: Int32Array; numClasses: number },
): Pick<SplitCounts, "train" | "validation" | "test" | "unused"> {
  const counts = (wanted: Part) => {
    const perClass = Array<number>(numClasses).fill(0);
    for (const [i, part] of parts.entries()) if (part === wanted) perClass[labels[i]!]! += 1;
    return perClass;
  };
  return {
    train: counts("train"),
    validation: counts("validation"),
    test: counts("test"),
    unused: counts(null),
  };
}
