import type { DbClient } from "../open-db.ts";

/** How many training images of each class a run had, by label index. */
export async function readTrainCounts(
  db: DbClient,
  run: { readonly id: number; readonly numClasses: number },
): Promise<number[]> {
  const members = await db.splitMember.findMany({
    where: { part: "train", split: { runs: { some: { id: run.id } } } },
    select: { image: { select: { label: { select: { index: true } } } } },
  });
  const counts = Array<number>(run.numClasses).fill(0);
  for (const { image } of members) counts[image.label.index]! += 1;
  return counts;
}
