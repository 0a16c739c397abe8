/** Which runs there were, and which of them were at work, as a text to compare with. */
export function tableStamp(signs: {
  readonly newest: number;
  readonly running: readonly number[];
}): string {
  return `${signs.newest} ${signs.running.toSorted((a, b) => a - b).join(",")}`;
}
