// A worker thread that computes parts of a search for a classifier.
import { parentPort, workerData } from "node:worker_threads";
import { register } from "tsx/esm/api";

register();
const { answer } = await import("./search-work.ts");
parentPort.on("message", (request) => {
  for (const reply of answer(workerData, request)) {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
    parentPort.postMessage(reply);
  }
});
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
parentPort.postMessage({ kind: "ready" });
