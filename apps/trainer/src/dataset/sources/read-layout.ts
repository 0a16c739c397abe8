import { groupBy } from "@graft/core/analysis/aggregate";
import type { Part } from "@graft/core/learning/split";
import { cleanClassName } from "../class-name.ts";
import { listed, quoted } from "../printable.ts";
import {
  partsWithoutClasses,
  refuseSameFolders,
  refuseTwoOfAPart,
  unknownPart,
  unlikeClasses,
} from "./layout-faults.ts";
import { type NamedPart, partInName, partOf } from "./part-name.ts";
import { type FoundFolder, holdsImages, withImages } from "./scan-folder.ts";

/** A folder whose images, and those of all folders below it, have one class. */
export interface ClassFolder {
  /** Class name, cleaned. */
  readonly label: string;
  readonly folder: FoundFolder;
  /** Prescribed for its images; null when the split is drawn. */
  readonly part: Part;
}

/** Images that belong to no class, and why. */
interface UnusedFolder {
  readonly folder: FoundFolder;
  readonly reason: string;
}

/** Which folders are the classes, and whether folders prescribe the split. */
export interface Layout {
  readonly classes: readonly ClassFolder[];
  readonly unused: readonly UnusedFolder[];
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
}

const UNLABELLED = "its folder says that its images are not labelled";

/**
 * Finds the class folders below a root:
 *
 * - `<class>/**`, the split is drawn;
 * - `<part>/<class>/**` or `<class>/<part>/**`, where the parts are named train, test and so on
 *   (see `partInName`): the split is prescribed;
 * - each of these inside folders that hold nothing but the next one.
 *
 * @param where The path as the config names it, for messages.
 * @throws {AppError} DATASET_INVALID when a layout can be read in two ways, or its parts do not fit.
 */
export function readLayout(root: FoundFolder, where: string): Layout {
  const top = lookThrough(root);
  const layout = partsAbove(top, where) ?? partsBelow(top, where) ?? classesOnly(top, where);
  if (top === root) return layout;
  return {
    ...layout,
    notes: [`The folder ${quoted(top.path)} was looked through.`, ...layout.notes],
  };
}

/** The folder with the classes: below folders that hold one folder and nothing else. */
function lookThrough(folder: FoundFolder): FoundFolder {
  let top = folder;
  for (;;) {
    const [only] = top.folders;
    const isWrapper = !holdsImages(top) && top.folders.length === 1 && !holdsImages(only!);
    if (!isWrapper || withImages(only!).length === 0) break;
    top = only!;
  }
  // "images/train/cat" beside "annotations": only the first can be meant.
  const [first, ...more] = withImages(top);
  if (!first || more.length > 0 || holdsImages(top) || holdsImages(first)) return top;
  const inside = lookThrough(first);
  return findParts(inside) ? inside : top;
}

/** A folder that is a part of a split. */
export interface PartFolder {
  readonly part: NamedPart;
  readonly folder: FoundFolder;
}

/** The folders that are parts of a split, when at least one of them holds class folders. */
function findParts(top: FoundFolder): PartFolder[] | null {
  const named = withImages(top).flatMap((folder) => {
    const found = partInName(folder.name);
    return found ? [{ folder, ...found }] : [];
  });
  const families = [...groupBy(named, ({ rest }) => rest).values()];
  // "seg_train", "seg_test" and "seg_pred" belong together; "test tubes" and "training shoes" do not.
  const family = families.sort((a, b) => b.length - a.length)[0] ?? [];
  const hasClasses = family.some(
    ({ part, folder }) => part !== "unlabelled" && classFolders(folder).length > 0,
  );
  return family.length >= 2 && hasClasses ? family : null;
}

/** `<part>/<class>`, or null when the folders are not named as parts. */
function partsAbove(top: FoundFolder, where: string): Layout | null {
  const parts = findParts(top);
  if (!parts) {
    const named = withImages(top).map(({ name }) => partInName(name));
    const families = groupBy(named, (found) => found?.rest);
    const isSplit = [...families.values()].some((family) => family.length > 1);
    if (isSplit && !named.includes(null)) throw partsWithoutClasses(top, where);
    return null;
  }
  refuseTwoOfAPart(parts, where);
  const train = parts.find(({ part }) => part === "train");
  if (train && classFolders(train.folder).length === 0) throw partsWithoutClasses(top, where);
  const known = spellings(train ?? parts.find(({ part }) => part !== "unlabelled")!);
  const classes: ClassFolder[] = [];
  const unused: UnusedFolder[] = [];
  for (const { folder, part } of parts) {
    const inside = part === "unlabelled" ? null : classLevel(folder, known);
    if (part === "unlabelled") unused.push({ folder, reason: UNLABELLED });
    else if (inside) {
      unused.push({ folder: { ...inside, folders: [] }, reason: "it is in no class folder" });
      for (const own of inside.folders) {
        const label = known.get(spelling(own.name)) ?? labelOf(own, where);
        if (partOf(own.name) === "unlabelled") unused.push({ folder: own, reason: UNLABELLED });
        else classes.push({ label, folder: own, part });
      }
    } else unused.push({ folder, reason: "it is in a part of the split, but in no class folder" });
  }
  unused.push({ folder: { ...top, folders: [] }, reason: "it is in no part of the split" });
  for (const folder of top.folders) {
    if (parts.some((part) => part.folder === folder)) continue;
    if (classFolders(folder).some(({ name }) => known.has(spelling(name)))) {
      throw unknownPart(folder, where);
    }
    unused.push({ folder, reason: "its folder is neither a part of the split nor a class" });
  }
  return prescribe({ classes, unused, parts, top, where });
}

/** `<class>/<part>`, or null when the folders inside the classes are not all named as parts. */
function partsBelow(top: FoundFolder, where: string): Layout | null {
  const owners = withImages(top);
  const parts = owners.flatMap((owner) =>
    withImages(owner).map((folder) => ({ owner, folder, part: partInName(folder.name)?.part })),
  );
  if (owners.some((owner) => withImages(owner).length === 0)) return null;
  if (new Set(parts.map(({ part }) => part)).size < 2) return null;
  const classes: ClassFolder[] = [];
  const unused: UnusedFolder[] = [];
  for (const { owner, folder, part } of parts) {
    if (part === undefined) return null;
    if (part === "unlabelled") unused.push({ folder, reason: UNLABELLED });
    else classes.push({ label: labelOf(owner, where), folder, part });
  }
  const known = parts as (PartFolder & { owner: FoundFolder })[];
  for (const own of groupBy(known, ({ owner }) => owner).values()) refuseTwoOfAPart(own, where);
  for (const folder of [top, ...owners]) {
    unused.push({ folder: { ...folder, folders: [] }, reason: "it is in no part of the split" });
  }
  return prescribe({ classes, unused, parts: known, top, where });
}

/** `<class>`: every folder is a class. */
function classesOnly(top: FoundFolder, where: string): Layout {
  refuseSameFolders(top, where);
  const unused: UnusedFolder[] = [
    { folder: { ...top, folders: [] }, reason: "it is in no class folder" },
  ];
  const classes: ClassFolder[] = [];
  for (const folder of top.folders) {
    const isUnlabelled = partOf(folder.name) === "unlabelled" && top.folders.length > 2;
    if (isUnlabelled) unused.push({ folder, reason: UNLABELLED });
    else classes.push({ label: labelOf(folder, where), folder, part: null });
  }
  const deep = withImages(top).filter((own) => !holdsImages(own) && withImages(own).length > 1);
  const places = deep.map(
    (own) => `${quoted(own.name)} (${listed(withImages(own).map(({ name }) => name))})`,
  );
  const warnings =
    deep.length > 0
      ? [
          `Class folders hold further folders: ${listed(places)}. Every image below a class folder has its class; if the inner folders are the classes, move them up or list the images in a manifest.`,
        ]
      : [];
  return { classes, unused, notes: [], warnings };
}

/** Says how the parts are used. A split needs a test part; without one it is drawn. */
function prescribe(found: {
  classes: readonly ClassFolder[];
  unused: readonly UnusedFolder[];
  parts: readonly PartFolder[];
  top: FoundFolder;
  where: string;
}): Layout {
  const { classes, unused, parts, top, where } = found;
  const used = new Set(classes.flatMap(({ part, folder }) => (folder.numImages > 0 ? [part] : [])));
  const namesOf = (wanted: Part) => {
    const names = parts.flatMap(({ part, folder }) => (part === wanted ? [folder.name] : []));
    return [...new Set(names)].map(quoted).join(", ");
  };
  const isPrescribed = used.has("train") && used.has("test");
  if (!isPrescribed && !used.has("train") && used.size > 1) {
    throw partsWithoutClasses(top, where);
  }
  const source = used.has("train") ? "train" : [...used][0]!;
  const validation = used.has("validation") && used.size > 1;
  const asValidation = validation ? ` ${namesOf("validation")} is used as validation.` : "";
  const note = isPrescribed
    ? `The folders prescribe the split: training images from ${namesOf("train")}, test images from ${namesOf("test")}; split.train and split.test are not used.${asValidation}`
    : `No test part with class folders was found: training and test images are drawn from ${namesOf(source)}, as split.train and split.test say.${asValidation}`;
  return {
    classes: classes.map((own) => ({
      ...own,
      part: isPrescribed || own.part !== source ? own.part : null,
    })),
    unused,
    notes: isPrescribed ? [note] : [],
    warnings: isPrescribed ? [] : [note],
  };
}

/** The class folders of a part, below folders that hold nothing but the next one. */
function classFolders(part: FoundFolder): readonly FoundFolder[] {
  return withImages(lookThrough(part));
}

/**
 * The folder inside a part that holds its class folders: the one with folders named as the classes
 * that are known from training. Null when the images are in no class folder ("test/images/*.jpg").
 *
 * @throws {AppError} DATASET_INVALID when all class folders have other names.
 */
function classLevel(
  part: FoundFolder,
  known: ReadonlyMap<string, string | null>,
): FoundFolder | null {
  let level = part;
  for (;;) {
    const inside = withImages(level);
    if (inside.some(({ name }) => known.has(spelling(name)))) return level;
    if (inside.length === 0) return null;
    if (inside.length > 1 || holdsImages(level))
      throw unlikeClasses(part, inside, [...known.keys()]);
    level = inside[0]!;
  }
}

/**
 * The classes of a part by their spelling: "Cat" in one part and "cat" in another are one class. Null
 * where the part itself has both.
 */
function spellings({ folder }: PartFolder): Map<string, string | null> {
  const bySpelling = groupBy(classFolders(folder), (own) => spelling(own.name));
  return new Map(
    [...bySpelling].map(([key, own]) => [
      key,
      own.length === 1 ? labelOf(own[0]!, folder.path) : null,
    ]),
  );
}

function spelling(name: string): string {
  return name.normalize("NFKC").trim().toLowerCase();
}

function labelOf({ name, path }: FoundFolder, where: string): string {
  return cleanClassName(name, `folder ${quoted(path)} in ${quoted(where)}`);
}
