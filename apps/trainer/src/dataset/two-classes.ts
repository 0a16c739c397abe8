import { quoted } from "./printable.ts";

interface LabelledPicture {
  readonly hash: string;
  /** Index into the classes. */
  readonly label: number;
  readonly source: string;
}

/** A sentence for each picture that lies in several classes, where at most one label can be right. */
export function warnOfTwoClasses(
  items: readonly LabelledPicture[],
  classes: readonly string[],
): string[] {
  const copies = new Map<string, LabelledPicture[]>();
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
    return [`The same picture lies in several classes: ${places.join(", ")}.`];
  });
}
