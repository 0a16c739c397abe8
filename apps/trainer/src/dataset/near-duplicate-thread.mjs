// A worker thread that computes parts of a search for near-duplicates.
import { parentPort, workerData } from "node:worker_threads";
import { register } from "tsx/esm/api";

register();
const { NearDuplicateSearch } = await import("@graft/core/learning/duplicates");
const search = new NearDuplicateSearch(workerData.small, workerData.compared);
parentPort.on("message", (part) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
  parentPort.postMessage({ part, found: search.searchPart(part) });
});
