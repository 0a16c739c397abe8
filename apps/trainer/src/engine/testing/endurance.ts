// Trains a small net for many steps and prints what memory it holds before and after, as JSON:
// `node --import tsx <this> <engine> <steps>`. On webgpu over a software driver.
import type { Device } from "@graft/core/contract";
import { openEngine } from "../open-engine.ts";
import { useSoftwareVulkan } from "../webgpu/testing/software-vulkan.ts";
import { memoryInUse } from "./memory-in-use.ts";
import { SmallTraining } from "./small-training.ts";

/** Until caches of programs, buffers and compiled code are filled. */
const WARM_UP = 100;

const [engine, steps] = process.argv.slice(2);
if (engine === "webgpu") useSoftwareVulkan();
const { version, detail } = await openEngine(engine as Device);
const training = new SmallTraining({ frozen: false });
await train(Math.min(WARM_UP, Number(steps)));
const before = { ...memoryInUse(), resident: process.memoryUsage().rss };
const started = performance.now();
await train(Number(steps));
const seconds = (performance.now() - started) / 1000;
const after = { ...memoryInUse(), resident: process.memoryUsage().rss };
const result = { engine, version, detail, steps: Number(steps), seconds, before, after };
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit());

async function train(count: number): Promise<void> {
  for (let step = 0; step < count; step++) await training.step();
}
