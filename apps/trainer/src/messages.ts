import { asTyped } from "@graft/core/contract/commands";

/**
 * Text fit for a terminal: characters from file or layer names that could steer it or turn text around
 * (control and format characters, separators of lines) are written as escapes. Line breaks stay.
 */
export function printable(text: string): string {
  return text.replaceAll(
    /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`,
  );
}

/** A text for the person at the terminal: printable, its commands in the form that they type. */
export function forPeople(text: string): string {
  return asTyped(printable(text), process.env);
}

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
