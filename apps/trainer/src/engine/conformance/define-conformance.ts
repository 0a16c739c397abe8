import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerOps } from "../ops/register-ops.ts";
import { memoryInUse, relativeError } from "../testing/compare-backends.ts";
import { SmallTraining } from "../testing/small-net.ts";
import { blockComparisons, type ConvolutionLimits } from "./block-comparisons.ts";
import { type Recording, recordCalls } from "./comparison.ts";
import { kernelComparisons } from "./kernel-comparisons.ts";

const SERVES_ALL: ConvolutionLimits = { unequalDepthwiseStrides: true, stockExplicitPadding: true };

interface ConformanceOptions {
  readonly numRuns: number;
  readonly limits?: ConvolutionLimits;
}

/** More by night, see `scripts/nightly.mjs`; a fifth of it where a case takes long. */
export function casesPer(usual: number, { slow = false } = {}): number {
  const wanted = Number(process.env["GRAFT_CONFORMANCE_RUNS"] ?? 0);
  return wanted > 0 ? Math.ceil(slow ? wanted / 5 : wanted) : usual;
}

/**
 * Tests that a backend computes what tfjs's plain JavaScript backend computes, forward and back, and that
 * each kernel and gradient that we registered took part.
 *
 * @param numRuns Random cases per comparison.
 * @param limits What the library under the backend does not serve.
 */
export function defineConformance(
  backend: string,
  { numRuns, limits = SERVES_ALL }: ConformanceOptions,
): void {
  let recording: Recording;
  let numTensors = 0;

  beforeAll(() => {
    registerOps();
    recording = recordCalls(backend);
    ({ numTensors } = tf.memory());
  });

  for (const comparison of [...blockComparisons(limits), ...kernelComparisons(limits)]) {
    test(comparison.name, () => comparison.check(backend, numRuns), 1_200_000);
  }

  test("nothing that we registered went without a comparison", () => {
    expect(recording.uncalledKernels()).toEqual([]);
    expect(recording.uncalledGradients()).toEqual([]);
  });

  afterAll(() => {
    expect(tf.memory().numTensors).toBe(numTensors);
  });
}

interface TrainingOptions {
  /** Steps in which memory must not grow; `scripts/nightly.mjs` makes a thousand. */
  readonly steps: number;
}

const VARIANTS: readonly (readonly [string, boolean])[] = [
  ["BatchNorm's statistics fixed", true],
  ["BatchNorm in training mode", false],
];

/** Tests that whole training steps are those of tfjs's plain JavaScript backend, and hold no memory. */
export function defineTraining(backend: string, { steps }: TrainingOptions): void {
  describe(`training on ${backend}`, () => {
    test.each(VARIANTS)(
      "three steps are those of the plain backend, %s",
      async (_, frozen) => {
        const actual = await train(backend, frozen);
        const expected = await train("cpu", frozen);
        expect(relativeError(actual.gradient, expected.gradient)).toBeLessThan(1e-4);
        expect(relativeError(actual.losses, expected.losses)).toBeLessThan(1e-4);
        if (!frozen) return;
        // With the batch's statistics a bias before them has no gradient but noise, of which Adam makes steps.
        expect(relativeError(actual.logits, expected.logits)).toBeLessThan(1e-4);
      },
      120_000,
    );

    test("the same steps again give the same bits", async () => {
      const first = await train(backend, false);
      expect(await train(backend, false)).toEqual(first);
    }, 120_000);

    test(`${steps} steps leave no tensor and no memory behind`, async () => {
      await tf.setBackend(backend);
      const training = new SmallTraining({ frozen: false });
      for (let step = 0; step < 3; step++) await training.step();
      const before = memoryInUse();
      for (let step = 0; step < steps; step++) await training.step();
      expect(memoryInUse()).toEqual(before);
      training.dispose();
    }, 120_000);
  });
}

/** Three steps from the same start: the first one's gradient, all losses, what the net then says. */
async function train(backend: string, frozen: boolean) {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const training = new SmallTraining({ frozen });
  const { gradient, loss } = await training.step();
  const losses = Float32Array.of(loss, (await training.step()).loss, (await training.step()).loss);
  const logits = await training.logits();
  training.dispose();
  expect(tf.memory().numTensors).toBe(before);
  return { gradient, losses, logits };
}
