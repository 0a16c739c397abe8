import { createRng, deriveSeed } from "../../analysis/random/index.ts";
import { AppError } from "../../contract/errors.ts";
import { apportion, wantedCounts } from "./part-sizes.ts";
import type { ClassCounts } from "./split-input.ts";
import { checkParts, type Part, type SplitInput } from "./split-input.ts";
import { drawUnits, findUnits, type Unit } from "./units.ts";

/**
 * Draws which images are trained on, held back for validation and tested on.
 *
 * The same seed and images give the same split, in whatever order the files come. Copies of an
 * image and images of a group never straddle two parts. Counts are met exactly unless groups make
 * that impossible; then they are as near as can be. If any image has a prescribed part, the file
 * decides: those images keep it, and only the others are drawn, to fill up what is asked. Validation
 * images that are asked for but not prescribed are held back from all training images.
 *
 * @returns One part per image; null where an image is not used.
 * @throws {AppError} TOO_FEW_IMAGES, MANIFEST_INVALID or SHAPE_MISMATCH.
 */
export function drawSplit(input: SplitInput): Part[] {
  checkShapes(input);
  const units = findUnits(input);
  const parts: Part[] = Array.from(input.labels, () => null);
  for (const unit of units) assign(unit, unit.fixed, parts);

  const free = units.filter((unit) => unit.fixed === null);
  const wanted = wantedCounts(input, { parts, sizes: addUp(classCounts(free, input), input) });
  const draw = (
    part: "train" | "validation" | "test",
    from: readonly Unit[],
    counts: ClassCounts,
  ) => {
    const rng = createRng(deriveSeed(input.seed, "split", part));
    const taken = drawUnits(classCounts(from, input), { counts, mayUseUp: part === "train" }, rng);
    for (const [i, unit] of from.entries()) if (taken[i]) assign(unit, part, parts);
    return (unit: Unit) => parts[unit.images[0]!] === part;
  };
  const isTest = draw("test", free, wanted.test);
  const rest = free.filter((unit) => !isTest(unit));
  const trained = rest.filter(draw("train", rest, wanted.train));
  // Images prescribed to train are held back too, unless the data set has its own validation part.
  const hasValidation = units.some(({ fixed }) => fixed === "validation");
  const held = hasValidation ? [] : units.filter(({ fixed }) => fixed === "train");
  const from = [...held, ...trained];
  draw("validation", from, wantedValidation(from, { parts, input }));

  checkParts(parts, input, { everyClassTested: wanted.everyClassTested });
  return parts;
}

/** Images to hold back, per class: in proportion, but never the last one of a class. */
function wantedValidation(
  trained: readonly Unit[],
  { parts, input }: { parts: readonly Part[]; input: SplitInput },
): ClassCounts {
  const sizes = addUp(classCounts(trained, input), input);
  const numHeld = parts.filter((part) => part === "validation").length;
  const numTrain = parts.filter((part) => part === "train").length + numHeld;
  const share = Math.round(input.validation * numTrain);
  const asked = input.validation > 0 ? Math.max(1, share) - numHeld : 0;
  const high = sizes.map((size) => Math.max(0, size - 1));
  const room = high.reduce((sum, size) => sum + size, 0);
  const low = sizes.map(() => 0);
  return apportion(Math.min(Math.max(0, asked), room), sizes, { low, high });
}

/** Images per class of each unit; without stratification all count as one class. */
function classCounts(units: readonly Unit[], input: SplitInput): ClassCounts[] {
  const { labels, numClasses, stratify } = input;
  return units.map((unit) => {
    const counts = Array<number>(stratify ? numClasses : 1).fill(0);
    for (const image of unit.images) counts[stratify ? labels[image]! : 0]! += 1;
    return counts;
  });
}

function addUp(rows: readonly ClassCounts[], { numClasses, stratify }: SplitInput): number[] {
  const totals = Array<number>(stratify ? numClasses : 1).fill(0);
  for (const row of rows) for (const [k, count] of row.entries()) totals[k]! += count;
  return totals;
}

function assign(unit: Unit, part: Part, parts: Part[]): void {
  for (const image of unit.images) parts[image] = part;
}

function checkShapes({ labels, keys, groups, fixed }: SplitInput): void {
  const lengths = [keys.length, groups.length, fixed?.length ?? labels.length];
  if (lengths.every((length) => length === labels.length)) return;
  throw new AppError({
    code: "SHAPE_MISMATCH",
    message: `${labels.length} labels, but ${lengths.join(", ")} keys, groups and prescribed parts.`,
    hint: "Give one of each per image, in the same order.",
  });
}
