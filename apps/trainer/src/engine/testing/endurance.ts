import { setImmediate as nextTurn } from "node:timers/promises";
import type { Device } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import type { Engine } from "../engine.ts";
import { openEngine } from "../open-engine.ts";
import { useSoftwareVulkan } from "../webgpu/testing/software-vulkan.ts";
import { memoryInUse } from "./compare-backends.ts";
import { SmallTraining } from "./small-net.ts";

// Trains a small net for many steps and prints what memory it holds before and after, and how much more per step, as
// JSON: `node --expose-gc --import tsx <this> <engine> <steps> [leak]`. On webgpu over a software driver. Ends with
// NO_ENGINE where this machine cannot run the engine: nothing was tried then. With `leak`, every step keeps as many
// bytes: whoever looks for leaks must find this one.

/** Until caches of programs, buffers and compiled code are filled. */
const WARM_UP = 500;
/** Memory is looked at after each of these parts. */
const PARTS = 20;
const NO_ENGINE = 3;

const [engine, steps, leak = "0"] = process.argv.slice(2);
const kept: Buffer[] = [];
if (engine === "webgpu") useSoftwareVulkan();
const { version, detail } = await openOrLeave(engine as Device);
const training = new SmallTraining({ frozen: false });
await train(Math.min(WARM_UP, Number(steps)));
const samples = [{ step: 0, ...(await measureMemory()) }];
const started = performance.now();
for (let part = 1; part <= PARTS; part++) {
  const step = Math.round((part * Number(steps)) / PARTS);
  await train(step - (samples.at(-1)?.step ?? 0));
  samples.push({ step, ...(await measureMemory()) });
}
const seconds = (performance.now() - started) / 1000;
const [before, after] = [samples[0], samples.at(-1)];
const result = {
  engine,
  version,
  detail,
  steps: Number(steps),
  seconds,
  before,
  after,
  bytesPerStep: medianSlope(samples.map(({ step, held }) => [step, held])),
};
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit());

/** After collections: what V8 has not collected yet is not a leak. The first leaves work to finalizers. */
async function measureMemory() {
  globalThis.gc?.();
  await nextTurn();
  globalThis.gc?.();
  const { heapUsed, external, rss: resident } = process.memoryUsage();
  // What V8 knows to be held, to the byte. What is resident jumps by tens of megabytes as allocators please.
  return { ...memoryInUse(), held: heapUsed + external, resident };
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
  for (let step = 0; step < count; step++) {
    await training.step();
    if (leak !== "0") kept.push(Buffer.alloc(Number(leak), 1));
  }
}

/**
 * The slope of the line through `points`: the median over every two of them (Sen 1968), which a jump of the
 * allocator does not move, and a leak does.
 */
function medianSlope(points: readonly (readonly [x: number, y: number])[]): number {
  const slopes = points.flatMap(([x, y], at) =>
    points.slice(at + 1).map(([nextX, nextY]) => (nextY - y) / (nextX - x)),
  );
  return slopes.sort((a, b) => a - b)[Math.floor(slopes.length / 2)] ?? 0;
}
