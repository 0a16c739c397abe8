import { z } from "zod";
import { type Db, type DbClient, inTransaction } from "../handle.ts";
import type { FoundNearDuplicates } from "../records.ts";
import { journalOf } from "../rescue/journal.ts";
import { insertRows } from "../runs/apply-event.ts";

const COLUMNS = ["datasetId", "firstId", "secondId", "similarity", "isMirrored", "scale"];

/**
 * Stores the near-duplicates of a data set in the place of those found before.
 *
 * @param imageIds From `registerDataset`, by position.
 * @throws {AppError} DATABASE_BUSY, DATABASE_READ_ONLY, DATABASE_CORRUPT or DISK_FULL.
 */
export async function storeNearDuplicates(
  db: Db,
  { datasetId, imageIds }: { datasetId: number; imageIds: readonly number[] },
  found: FoundNearDuplicates,
): Promise<void> {
  const { pairs, isComplete } = found;
  const rows = pairs.map(({ first, second, similarity, isMirrored, scale }) => {
    const ids = [datasetId, imageIds[first]!, imageIds[second]!];
    return [...ids, similarity, Number(isMirrored), scale];
  });
  await inTransaction(db, async (tx) => {
    await tx.nearDuplicate.deleteMany({ where: { datasetId } });
    await insertRows(tx, { table: "NearDuplicate", columns: COLUMNS }, rows);
    await tx.dataset.update({
      where: { id: datasetId },
      data: { nearDuplicatesAt: new Date(), nearDuplicatesComplete: isComplete },
    });
  });
  journalOf(db)?.registered.nearDuplicates.set(datasetId, found);
}

/** In how many splits of its data set an image lies in each part. */
export interface PartCounts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

export interface PairedImage {
  readonly id: number;
  readonly hash: string;
  /** Which image it is, for people. */
  readonly source: string;
  readonly className: string;
  readonly parts: PartCounts;
}

export interface StoredNearDuplicate {
  readonly first: PairedImage;
  readonly second: PairedImage;
  readonly similarity: number;
  readonly isMirrored: boolean;
  readonly scale: number;
  /** Splits in which one is tested and the other trained on. */
  readonly numAcross: number;
}

export interface NearDuplicatePage {
  /** Null where nobody searched yet. */
  readonly searchedAt: Date | null;
  readonly isComplete: boolean;
  readonly total: number;
  /** Pairs that are on two sides of at least one split. */
  readonly totalAcross: number;
  readonly pairs: readonly StoredNearDuplicate[];
}

const Counts = z.array(z.object({ total: z.coerce.number(), totalAcross: z.coerce.number() }));
const Rows = z.array(
  z.object({
    firstId: z.coerce.number(),
    secondId: z.coerce.number(),
    similarity: z.coerce.number(),
    isMirrored: z.coerce.number().transform(Boolean),
    scale: z.coerce.number(),
    numAcross: z.coerce.number(),
  }),
);

/** Pairs with the number of splits that have them on two sides; "validation" counts as training. */
const WITH_ACROSS = `SELECT pair.*, (
    SELECT count(*) FROM "Split" split
    JOIN "SplitMember" a ON a.splitId = split.id AND a.imageId = pair.firstId
    JOIN "SplitMember" b ON b.splitId = split.id AND b.imageId = pair.secondId
    WHERE split.datasetId = pair.datasetId AND (a.part = 'test') <> (b.part = 'test')
  ) AS numAcross FROM "NearDuplicate" pair WHERE pair.datasetId = ?`;

/** A page of the near-duplicates of a data set: those on two sides of most splits first, then the most alike. */
export async function readNearDuplicates(
  db: DbClient,
  datasetId: number,
  { offset, limit }: { offset: number; limit: number },
): Promise<NearDuplicatePage> {
  const dataset = await db.dataset.findUnique({
    where: { id: datasetId },
    select: { nearDuplicatesAt: true, nearDuplicatesComplete: true },
  });
  const counted = await db.$queryRawUnsafe(
    `SELECT count(*) AS total, coalesce(sum(numAcross > 0), 0) AS totalAcross FROM (${WITH_ACROSS})`,
    datasetId,
  );
  const rows = Rows.parse(
    await db.$queryRawUnsafe(
      `${WITH_ACROSS} ORDER BY numAcross DESC, similarity DESC, firstId, secondId LIMIT ? OFFSET ?`,
      datasetId,
      limit,
      offset,
    ),
  );
  const images = await readImages(
    db,
    rows.flatMap(({ firstId, secondId }) => [firstId, secondId]),
  );
  const [counts] = Counts.parse(counted);
  return {
    searchedAt: dataset?.nearDuplicatesAt ?? null,
    isComplete: dataset?.nearDuplicatesComplete ?? true,
    total: counts?.total ?? 0,
    totalAcross: counts?.totalAcross ?? 0,
    pairs: rows.map(({ firstId, secondId, ...pair }) => ({
      ...pair,
      first: images.get(firstId)!,
      second: images.get(secondId)!,
    })),
  };
}

async function readImages(db: DbClient, ids: readonly number[]): Promise<Map<number, PairedImage>> {
  const where = { id: { in: [...new Set(ids)] } };
  const images = await db.image.findMany({ where, include: { label: true } });
  const parts = await db.splitMember.groupBy({
    by: ["imageId", "part"],
    where: { imageId: where.id },
    _count: { _all: true },
  });
  const countOf = (id: number, wanted: string) =>
    parts.find(({ imageId, part }) => imageId === id && part === wanted)?._count._all ?? 0;
  return new Map(
    images.map(({ id, hash, source, tileX, tileY, label }) => [
      id,
      {
        id,
        hash,
        source: tileX === null ? source : `${source} at ${tileX}, ${tileY}`,
        className: label.name,
        parts: {
          train: countOf(id, "train"),
          validation: countOf(id, "validation"),
          test: countOf(id, "test"),
        },
      },
    ]),
  );
}

const Twins = z.array(z.object({ splitId: z.coerce.number(), hash: z.string() }));

/** Tested images that are the one side of a pair whose other side is not tested. */
const testedSide = (own: string, other: string) => `
  SELECT tested.splitId, image.hash FROM "SplitMember" tested
  JOIN "NearDuplicate" pair ON pair.${own} = tested.imageId
  JOIN "SplitMember" trained ON trained.splitId = tested.splitId
    AND trained.imageId = pair.${other} AND trained.part <> 'test'
  JOIN "Image" image ON image.id = tested.imageId
  WHERE tested.part = 'test' AND tested.splitId IN (SELECT value FROM json_each(?))`;

/**
 * Hashes of the test images that have a near-duplicate among the training images (held-out ones for validation
 * included), by split; a split without any is left out.
 */
export async function readTwins(
  db: DbClient,
  splitIds: readonly number[],
): Promise<Map<number, string[]>> {
  const ids = JSON.stringify(splitIds);
  const rows = await db.$queryRawUnsafe(
    `${testedSide("firstId", "secondId")} UNION ${testedSide("secondId", "firstId")}`,
    ids,
    ids,
  );
  const bySplit = new Map<number, string[]>();
  for (const { splitId, hash } of Twins.parse(rows)) {
    bySplit.set(splitId, [...(bySplit.get(splitId) ?? []), hash]);
  }
  return bySplit;
}
