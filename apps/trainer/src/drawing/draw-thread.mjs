// A worker thread that draws images of a job, a range at a time.
import { parentPort, workerData } from "node:worker_threads";
import { register } from "tsx/esm/api";

register();
const { drawRange } = await import("./draw-images.ts");
parentPort.on("message", ({ start, end }) => {
  const pixels = drawRange(workerData, start, end);
  parentPort.postMessage({ start, end, pixels }, [pixels.buffer]);
});
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
parentPort.postMessage("ready");
