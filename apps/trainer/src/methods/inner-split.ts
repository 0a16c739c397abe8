import { createRng, deriveSeed } from "@graft/core/analysis/random";
import { stratifiedFolds } from "@graft/core/learning/split";
import type { TransferTask } from "./transfer-method.ts";

export interface InnerSplit {
  /** The task with fewer training images. */
  readonly task: TransferTask;
  /** Positions of the training images that were held back; may be empty. */
  readonly held: Int32Array;
}

/**
 * Holds back some of the training images to choose something by: stratified, and copies and groups
 * stay together.
 *
 * @param options.fraction As near to it as a fold of equal ones comes; 0 holds back nothing.
 * @param options.purpose Another one draws other images.
 * @param options.fold Which of the equal parts is held out, from 0; two folds share no image.
 * @throws {AppError} TOO_FEW_IMAGES.
 */
export function cutInnerSplit(
  task: TransferTask,
  { fraction, purpose, fold = 0 }: { fraction: number; purpose: string; fold?: number },
): InnerSplit {
  if (fraction === 0) return { task, held: new Int32Array() };
  const { train, labels, units, classNames, seed } = task;
  const foldOf = stratifiedFolds(
    train.map((position) => labels[position]!),
    {
      numClasses: classNames.length,
      folds: Math.max(2, Math.round(1 / fraction)),
      rng: createRng(deriveSeed(seed, "inner split", purpose)),
      keys: Array.from(train, (position) => units[position]!),
    },
  );
  return {
    task: { ...task, train: train.filter((_position, row) => foldOf[row] !== fold) },
    held: train.filter((_position, row) => foldOf[row] === fold),
  };
}
