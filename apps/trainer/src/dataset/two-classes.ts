import { quoted } from "./printable.ts";

interface LabelledImage {
  readonly hash: string;
  /** Index into the classes. */
  readonly label: number;
  readonly source: string;
}

/** A sentence for each image that lies in several classes, where at most one label can be right. */
export function warnOfTwoClasses(
  items: readonly LabelledImage[],
  classes: readonly string[],
): string[] {
  const copies = new Map<string, LabelledImage[]>();
  for (const item of items) {
    const same = copies.get(item.hash);
    if (same) same.push(item);
    else copies.set(item.hash, [item]);
  }
  return [...copies.values()].flatMap((same) => {
    if (new Set(same.map(({ label }) => label)).size < 2) return [];
    const places = same.map(
      ({ source, label }) => `${quoted(source)} (class ${quoted(classes[label] ?? String(label))})`,
    );
    return [`The same image lies in several classes: ${places.join(", ")}.`];
  });
}
