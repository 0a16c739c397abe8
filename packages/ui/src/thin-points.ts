interface At {
  readonly x: number;
  readonly y: number;
}

/**
 * As many points as can be seen: of those in one column of pixels the first, the last, the lowest and the
 * highest. The line through them covers the same pixels as the line through all.
 *
 * @param points In pixels, x ascending.
 * @returns Some of them, in order; at most four per column.
 * @see M4 of Jugel et al. 2014, doi:10.14778/2732951.2732953.
 */
export function thinPoints<P extends At>(points: readonly P[]): P[] {
  const kept: P[] = [];
  for (let start = 0; start < points.length; ) {
    const column = Math.floor(points[start]?.x ?? 0);
    let end = start + 1;
    while (end < points.length && Math.floor(points[end]?.x ?? 0) === column) end += 1;
    kept.push(...extremes(points.slice(start, end)));
    start = end;
  }
  return kept;
}

function extremes<P extends At>(points: readonly P[]): P[] {
  if (points.length <= 4) return [...points];
  let [low, high] = [0, 0];
  for (const [i, { y }] of points.entries()) {
    if (y < (points[low]?.y ?? 0)) low = i;
    if (y > (points[high]?.y ?? 0)) high = i;
  }
  const places = new Set([0, low, high, points.length - 1]);
  return [...places].sort((a, b) => a - b).flatMap((place) => points[place] ?? []);
}
