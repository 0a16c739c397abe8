import { findLabelErrors, type LabelError } from "@graft/core/analysis/metrics";
import { type Db, type ImageChoice, readVotes } from "@graft/db";
import type { GalleryChoice } from "./image-choice.ts";

/** Images of a data set whose labels are probably wrong, most confident first. */
export async function readLabelErrors(
  db: Db,
  { id, numClasses }: { readonly id: number; readonly numClasses: number },
): Promise<LabelError[]> {
  return findLabelErrors(await readVotes(db, id), numClasses);
}

/** The choice as the database takes it. */
export function toImageChoice(choice: GalleryChoice, errors: readonly LabelError[]): ImageChoice {
  if (choice.kind !== "suspects") return choice;
  return { kind: "listed", ids: errors.map(({ image }) => image) };
}
