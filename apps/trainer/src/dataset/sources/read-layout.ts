import { groupBy } from "@graft/core/analysis/aggregate";
import { AppError } from "@graft/core/contract/errors";
import type { Part } from "@graft/core/learning/split";
import { listed, quoted } from "../../messages.ts";
import { cleanClassName } from "../class-name.ts";
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
interface PartFolder {
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

const MANIFEST = "or list the images in a manifest with a split column";

/** Folders named as parts of a split that hold no class folders, or none to train on. */
function partsWithoutClasses(top: FoundFolder, where: string): AppError {
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

/** @throws {AppError} DATASET_INVALID when two folders are the same part. */
function refuseTwoOfAPart(parts: readonly PartFolder[], where: string): void {
  for (const [part, same] of groupBy(parts, (own) => own.part)) {
    if (same.length < 2 || part === "unlabelled") continue;
    throw layoutFault(
      `In ${quoted(where)}, the folders ${namesOf(same.map(({ folder }) => folder))} both look like the ${part} part of the split.`,
      `Merge them, move one elsewhere, ${MANIFEST}.`,
    );
  }
}

/** A folder beside the parts that holds the same classes, under a name that says nothing. */
function unknownPart(folder: FoundFolder, where: string): AppError {
  return layoutFault(
    `The folder ${quoted(folder.name)} in ${quoted(where)} holds the same classes as the parts of the split beside it, but its name is not a known part.`,
    `Name it train, validation, test or unlabeled, move it elsewhere, ${MANIFEST}.`,
  );
}

/** A part whose class folders are all called something else than those of the training part. */
function unlikeClasses(
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
function refuseSameFolders(top: FoundFolder, where: string): void {
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

/** What the name of a folder, or a value of a split column, says of its images. */
export type NamedPart = NonNullable<Part> | "unlabelled";

const WORDS: readonly [NamedPart, RegExp][] = [
  ["train", /^(?:train|training|trn)$/],
  ["validation", /^(?:validation|validate|valid|val|dev|devel|development)$/],
  ["test", /^(?:test|testing|tst|eval|evaluation|holdout)$/],
  [
    "unlabelled",
    /^(?:unlabell?ed|unlabel|unannotated|unsup|unsupervised|pred|predict|predictions?)$/,
  ],
];
/** Words that say nothing beside one of those: "training_set", "test images", "val2017". */
const NEUTRAL =
  /^(?:set|sets|data|dataset|datasets|images?|imgs?|pictures?|photos?|files?|folder|split|part|samples?)$/;

/**
 * Reads "training_set", "seg_train", "Valid", "val2017", "hold-out" or "testset".
 *
 * @returns The part, and the other words of the name: folders that belong together share them
 *   ("seg" in seg_train and seg_test). Null when the name holds no such word, or several.
 */
export function partInName(name: string): { part: NamedPart; rest: string } | null {
  const words = wordsOf(name);
  const parts = words.flatMap((word) => WORDS.find(([, pattern]) => pattern.test(word))?.[0] ?? []);
  if (parts.length !== 1) return null;
  const rest = words.filter((word) => !WORDS.some(([, pattern]) => pattern.test(word)));
  return { part: parts[0]!, rest: rest.filter((word) => !NEUTRAL.test(word)).join(" ") };
}

/** The part that a name stands for when it says nothing else; null for any other name. */
export function partOf(name: string): NamedPart | null {
  const found = partInName(name);
  return found?.rest === "" ? found.part : null;
}

function wordsOf(name: string): string[] {
  return name
    .normalize("NFKC")
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .replaceAll(/\b(?:hold|held)[-_ ]?out/g, "holdout")
    .replaceAll(/\b(?:un|not)[-_ ](?=labell?ed\b)/g, "un")
    .split(/[^\p{L}]+/u)
    .map((word) =>
      word.replace(/(?<=^(?:train|training|test|testing|val|valid))(?:set|data|images?)$/, ""),
    )
    .filter((word) => word !== "");
}
