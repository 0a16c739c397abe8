// A worker thread that draws pictures of a plan, a range at a time.
import { parentPort, workerData } from "node:worker_threads";
import { register } from "tsx/esm/api";

register();
const { drawPlanned } = await import("./pictures-plan.ts");
parentPort.on("message", ({ start, end }) => {
  const pixels = drawPlanned(workerData, start, end);
  parentPort.postMessage({ start, end, pixels }, [pixels.buffer]);
});
parentPort.postMessage("ready");
