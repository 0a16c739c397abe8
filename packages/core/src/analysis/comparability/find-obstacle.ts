import type { TestedRun } from "./tested-run.ts";

/** Why two runs cannot be compared image by image. */
export interface Obstacle {
  readonly kind: "dataset" | "classes" | "split" | "images";
  /** The same as a clause: "they use different data sets (a and b)". */
  readonly reason: string;
}

/**
 * Why two runs cannot be compared: a paired test needs the same data set, the same classes in one order, the
 * same split and the same test images.
 *
 * @returns The gravest obstacle; null where the two can be compared.
 */
export function findObstacle(a: TestedRun, b: TestedRun): Obstacle | null {
  if (a.run.dataset.fingerprint !== b.run.dataset.fingerprint) {
    const names = `${a.run.dataset.name} and ${b.run.dataset.name}`;
    return { kind: "dataset", reason: `they use different data sets (${names})` };
  }
  if (a.run.dataset.classNames.join("\n") !== b.run.dataset.classNames.join("\n")) {
    return { kind: "classes", reason: "they tell different classes apart" };
  }
  if (a.run.split.fingerprint !== b.run.split.fingerprint) {
    return { kind: "split", reason: "they were trained and tested on different splits" };
  }
  if (a.predictions.length !== b.predictions.length) {
    const counts = `${a.predictions.length} and on ${b.predictions.length}`;
    return { kind: "images", reason: `they were tested on ${counts} images` };
  }
  const same = a.predictions.every(({ hash }, i) => hash === b.predictions[i]?.hash);
  return same ? null : { kind: "images", reason: "they were tested on different images" };
}

/** The runs in groups within which all can be compared; positions in the list, in its order. */
export function groupComparable(runs: readonly TestedRun[]): number[][] {
  const groups: number[][] = [];
  for (const [index, run] of runs.entries()) {
    const group = groups.find(([first = index]) => findObstacle(runs[first]!, run) === null);
    if (group) group.push(index);
    else groups.push([index]);
  }
  return groups;
}

/** Every obstacle between any two of the runs, each once. */
export function findObstacles(runs: readonly TestedRun[]): Obstacle[] {
  const all = runs.flatMap((a, i) => runs.slice(i + 1).flatMap((b) => findObstacle(a, b) ?? []));
  return [...new Map(all.map((obstacle) => [obstacle.reason, obstacle])).values()];
}
