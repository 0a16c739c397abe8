import { printable } from "../printable.ts";

/** A name from outside in quotes, on one line, fit for a message. */
export function quoted(name: string): string {
  return `"${printable(name).replaceAll("\n", "\\u{a}")}"`;
}

/** "1 image", "2 images". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** "a, b and 7 more": at most `shown` of the texts. */
export function listed(texts: readonly string[], shown = 5): string {
  if (texts.length <= shown + 1) return texts.join(", ");
  return `${texts.slice(0, shown).join(", ")} and ${texts.length - shown} more`;
}
