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
