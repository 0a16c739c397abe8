/** So many curves can be told apart in one diagram. */
const MOST_CLASSES = 5;

/**
 * The classes whose curves are drawn: the chosen one; all of a few; of many those with the least area under
 * their ROC curve, the hardest to tell from the others.
 *
 * @param areas Per class; null where it is not defined.
 */
export function drawnClasses(areas: readonly (number | null)[], chosen: number | null): number[] {
  if (chosen !== null) return [chosen];
  const classes = [...areas.keys()];
  if (classes.length <= MOST_CLASSES) return classes;
  return classes.sort((a, b) => (areas[a] ?? 2) - (areas[b] ?? 2)).slice(0, MOST_CLASSES);
}
