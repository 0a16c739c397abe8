import type { DbClient } from "../open-db.ts";

export interface SplitSizes {
  readonly numTrain: number;
  readonly numValidation: number;
  readonly numTest: number;
}

/** How many images each part of each split holds, by split id. */
export async function readSplitSizes(
  db: DbClient,
  splitIds: readonly number[],
): Promise<Map<number, SplitSizes>> {
  const groups = await db.splitMember.groupBy({
    by: ["splitId", "part"],
    where: { splitId: { in: [...splitIds] } },
    _count: { _all: true },
  });
  const count = (splitId: number, part: string) =>
    groups.find((group) => group.splitId === splitId && group.part === part)?._count._all ?? 0;
  return new Map(
    splitIds.map((splitId) => [
      splitId,
      {
        numTrain: count(splitId, "train"),
        numValidation: count(splitId, "validation"),
        numTest: count(splitId, "test"),
      },
    ]),
  );
}
