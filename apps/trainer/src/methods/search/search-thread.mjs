// A worker thread that computes parts of searches for a classifier.
import { parentPort } from "node:worker_threads";
import { register } from "tsx/esm/api";

register();
const { answer } = await import("./search-work.ts");
parentPort.on("message", (message) => {
  for (const reply of answer(message)) {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
    parentPort.postMessage(reply);
  }
});
