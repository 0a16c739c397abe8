// Trains a small net for many steps and prints what memory it holds before and after, as JSON:
// `node --expose-gc --import tsx <this> <engine> <steps>`. On webgpu over a software driver. Ends with NO_ENGINE where this
// machine cannot run the engine: nothing was tried then.
import type { Device } from "@graft/core/contract";
import { AppError } from "@graft/core/errors";
import type { Engine } from "../engine.ts";
import { openEngine } from "../open-engine.ts";
import { useSoftwareVulkan } from "../webgpu/testing/software-vulkan.ts";
import { memoryInUse } from "./memory-in-use.ts";
import { SmallTraining } from "./small-training.ts";

/** Until caches of programs, buffers and compiled code are filled. */
const WARM_UP = 500;
const NO_ENGINE = 3;

const [engine, steps] = process.argv.slice(2);
if (engine === "webgpu") useSoftwareVulkan();
const { version, detail } = await openOrLeave(engine as Device);
const training = new SmallTraining({ frozen: false });
await train(Math.min(WARM_UP, Number(steps)));
const before = { ...memoryInUse(), resident: residentBytes() };
const started = performance.now();
await train(Number(steps));
const seconds = (performance.now() - started) / 1000;
const after = { ...memoryInUse(), resident: residentBytes() };
const result = { engine, version, detail, steps: Number(steps), seconds, before, after };
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit());

/** After a collection: what V8 has not tidied up yet is no leak. */
function residentBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss;
}

async function openOrLeave(device: Device): Promise<Engine> {
  try {
    return await openEngine(device);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "DEVICE_UNAVAILABLE") throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(NO_ENGINE);
  }
}

async function train(count: number): Promise<void> {
  for (let step = 0; step < count; step++) await training.step();
}
