import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { registerOps } from "../ops/register-ops.ts";
import type { ConvolutionLimits } from "./arbitrary-convolution.ts";
import { blockComparisons } from "./block-comparisons.ts";
import { kernelComparisons } from "./kernel-comparisons.ts";
import { type Recording, recordCalls } from "./record-calls.ts";

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
