// Stands in for a thread of tfjs's WebAssembly build, which waits at start-up until eight are loaded.
const { parentPort } = require("node:worker_threads");

parentPort.once("message", () => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
  parentPort.postMessage({ cmd: "loaded" });
});
