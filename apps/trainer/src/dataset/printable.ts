/**
 * A name from outside in quotes, fit for a message: characters that could steer a terminal or turn
 * text around (control and format characters) are written as escapes.
 */
export function quoted(name: string): string {
  const safe = name.replaceAll(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`,
  );
  return `"${safe}"`;
}

/** "1 image", "2 images". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
