import { groupBy } from "@graft/core/analysis/aggregate";
import { AppError } from "@graft/core/contract/errors";
import { listed, quoted } from "../printable.ts";
import type { PartFolder } from "./read-layout.ts";
import { type FoundFolder, holdsImages, withImages } from "./scan-folder.ts";

const MANIFEST = "or list the images in a manifest with a split column";

/** Folders named as parts of a split that hold no class folders, or none to train on. */
export function partsWithoutClasses(top: FoundFolder, where: string): AppError {
  const links = top.folders.filter(({ isLink }) => isLink);
  if (links.length > 0) {
    return layoutFault(
      `The folders in ${quoted(where)} are parts of a split, but ${namesOf(links)} ${links.length === 1 ? "is a link" : "are links"}; links to folders are not followed.`,
      "Put the folder itself there, or name the folder that holds all parts.",
    );
  }
  return layoutFault(
    `The folders in ${quoted(where)} are parts of a split (${listed(top.folders.map(({ name }) => name))}), not classes, and no class folders to train on were found in them.`,
    `Put the images into <part>/<class>/, for example train/cat/1.jpg, ${MANIFEST}.`,
  );
}

/** @throws {AppError} DATASET_INVALID when two folders stand for one part. */
export function refuseTwoOfAPart(parts: readonly PartFolder[], where: string): void {
  for (const [part, same] of groupBy(parts, (own) => own.part)) {
    if (same.length < 2 || part === "unlabelled") continue;
    throw layoutFault(
      `In ${quoted(where)}, the folders ${namesOf(same.map(({ folder }) => folder))} both stand for the ${part} part of the split.`,
      `Merge them, move one elsewhere, ${MANIFEST}.`,
    );
  }
}

/** A folder beside the parts that holds the same classes, under a name that says nothing. */
export function unknownPart(folder: FoundFolder, where: string): AppError {
  return layoutFault(
    `The folder ${quoted(folder.name)} in ${quoted(where)} holds the same classes as the parts of the split beside it, but its name is no part that is known.`,
    `Name it train, validation, test or unlabeled, move it elsewhere, ${MANIFEST}.`,
  );
}

/** A part whose class folders are all called something else than those of the training part. */
export function unlikeClasses(
  part: FoundFolder,
  found: readonly FoundFolder[],
  known: readonly string[],
): AppError {
  return layoutFault(
    `The folders in ${quoted(part.path)} (${namesOf(found)}) are not the classes of the training part (${listed(known.map(quoted))}).`,
    `Give the class folders of all parts the same names, ${MANIFEST}.`,
  );
}

/**
 * Sites, years or parts of a split are easily taken for classes: then every folder holds the same
 * folders.
 *
 * @throws {AppError} DATASET_INVALID when all folders share the names of two folders inside them.
 */
export function refuseSameFolders(top: FoundFolder, where: string): void {
  const owners = withImages(top);
  if (owners.length < 2 || owners.some((owner) => holdsImages(owner))) return;
  const namesIn = owners.map((owner) => new Set(withImages(owner).map(({ name }) => name)));
  const shared = [...namesIn[0]!].filter((name) => namesIn.every((names) => names.has(name)));
  if (shared.length < 2) return;
  throw layoutFault(
    `The folders in ${quoted(where)} (${namesOf(owners)}) all hold the same folders (${listed(shared.map(quoted))}): either may be the classes.`,
    `If the inner folders are the classes, name one of the outer folders as dataset.path or call them train, validation and test; if the outer ones are, move the images out of the inner folders, ${MANIFEST}.`,
  );
}

function namesOf(folders: readonly FoundFolder[]): string {
  return listed(folders.map(({ name }) => quoted(name)));
}

function layoutFault(message: string, hint: string): AppError {
  return new AppError({ code: "DATASET_INVALID", message, hint });
}
