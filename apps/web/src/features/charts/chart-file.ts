/** `roc.svg`: the chart `roc`; null for anything that is no such file. */
export function parseChartFile(file: string | readonly string[] | undefined): string | null {
  return (typeof file === "string" && /^([a-z-]+)\.svg$/.exec(file)?.[1]) || null;
}
