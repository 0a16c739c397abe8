import type { Part } from "@graft/core/learning/split";

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
