/** How many columns each split of a tree looks at: all of them, or as many as the root of their number. */
export type ColumnsPerSplit = "all" | "sqrt";

export function countColumns(rule: ColumnsPerSplit, columns: number): number {
  return rule === "all" ? columns : Math.max(1, Math.floor(Math.sqrt(columns)));
}
