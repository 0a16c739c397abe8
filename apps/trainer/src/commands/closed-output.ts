const OUTPUTS = [process.stdout, process.stderr];
const CLOSED: ReadonlySet<string | undefined> = new Set(["EPIPE", "EIO"]);

/**
 * Calls back when whoever reads standard output or standard error is gone: `trainer run | head -3`
 * (EPIPE), or a terminal that was closed (EIO). Other errors are thrown.
 *
 * @returns A function that ends this.
 */
export function onClosedOutput(callback: () => void): () => void {
  function handle(error: NodeJS.ErrnoException): void {
    if (!CLOSED.has(error.code)) throw error;
    callback();
  }
  for (const output of OUTPUTS) output.on("error", handle);
  return () => {
    for (const output of OUTPUTS) output.off("error", handle);
  };
}
