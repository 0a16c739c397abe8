// A worker thread that judges images with the runtime of an exported page: the very script, in a world that has what
// a browser's worker has and nothing of Node.
import vm from "node:vm";
import { parentPort, workerData } from "node:worker_threads";

const { runtime, description, files, wasm } = workerData;
const world = vm.createContext({
  console,
  performance,
  TextDecoder,
  TextEncoder,
  setTimeout,
  clearTimeout,
  queueMicrotask,
  // By these, libraries know a browser's worker.
  importScripts: () => undefined,
  WorkerGlobalScope: Object,
  location: { href: "about:blank" },
});
world.self = world;
vm.runInContext(runtime, world);
const model = await world.graft.openModel({ description, files, wasm });
const check = world.graft.checkImage(model.description.image.size);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
parentPort.postMessage({ check: Array.from(await model.predict(check)) });
parentPort.on("message", (pixels) => void judge(pixels));

async function judge(pixels) {
  const probabilities = Array.from(await model.predict(pixels));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
  parentPort.postMessage({ probabilities });
}
