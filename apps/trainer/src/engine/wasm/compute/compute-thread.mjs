// A thread that waits for jobs on the shared memory; plain JavaScript, so that any loader can start it.
import { parentPort, workerData } from "node:worker_threads";
import { BUSY, FAILED, GENERATION, KERNEL, workOff } from "./control.mjs";

/** Looks for the next job this often before it goes to sleep: jobs follow each other closely. */
const LOOKS = 2000;

const { module, memory, control, names, thread } = workerData;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
const kernels = names.map((name) => exports[name]);

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
parentPort.postMessage("ready");
let generation = 0;
for (;;) {
  let looks = LOOKS;
  while (Atomics.load(control, GENERATION) === generation) {
    looks -= 1;
    if (looks < 0) Atomics.wait(control, GENERATION, generation);
  }
  generation = Atomics.load(control, GENERATION);
  try {
    workOff(kernels[control[KERNEL]], control, thread);
  } catch {
    Atomics.store(control, FAILED, 1);
  }
  if (Atomics.sub(control, BUSY, 1) === 1) Atomics.notify(control, BUSY);
}
