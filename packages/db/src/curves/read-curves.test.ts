import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunRecorder } from "../runs/run-recorder.ts";
import { sampleExperiment, sampleRun } from "../testing/sample-run.ts";
import { type TempDb, tempDb } from "../testing/temp-db.ts";
import { readCurves } from "./read-curves.ts";

let temp: TempDb;
let run: RunRecorder;
const COUNT = 2000;
/** A saw with one tooth that stands out. */
const valueAt = (step: number) => (step === 1234 ? 99 : step % 10);

beforeAll(async () => {
  temp = await tempDb();
  run = await sampleRun(temp.db, await sampleExperiment(temp.db));
  for (let start = 1; start <= COUNT; start += 100) {
    await run.appendAll(
      Array.from({ length: 100 }, (_, i) => ({
        type: "epoch.finished" as const,
        epoch: start + i,
        epochs: COUNT,
        metrics: { "train/loss": valueAt(start + i) },
        imagesPerSecond: 1,
        seconds: start + i,
      })),
    );
  }
});
afterAll(async () => {
  await run.close();
  await temp.dispose();
});

const curve = async (most: number) => {
  const [found] = await readCurves(temp.db, run.id, { keys: ["train/loss"], most });
  if (!found) throw new Error("There is no such curve.");
  return found;
};

test("a curve that fits is every value", async () => {
  const { steps, values, band, numPoints } = await curve(COUNT);
  expect(steps).toEqual(Array.from({ length: COUNT }, (_, i) => i + 1));
  expect(values).toEqual(steps.map(valueAt));
  expect(band).toBeNull();
  expect(numPoints).toBe(COUNT);
});

// 2,000 points are 8 blocks of 256: with 8 points or fewer they come from the blocks, with more from the values.
test.each([3, 8, 40, 1000, 1999])(
  "at most %i points hold the mean and lose no peak",
  async (most) => {
    const { steps, values, band, numPoints } = await curve(most);
    expect(numPoints).toBe(COUNT);
    expect(steps.length).toBeLessThanOrEqual(most);
    expect(steps.length).toBeGreaterThan(most / 3);
    expect(Math.max(...(band?.high ?? []))).toBe(99);
    expect(Math.min(...(band?.low ?? []))).toBe(0);
    for (const [i, value] of values.entries()) {
      expect(value).toBeGreaterThanOrEqual(band?.low[i] ?? Number.NaN);
      expect(value).toBeLessThanOrEqual(band?.high[i] ?? Number.NaN);
    }
  },
);

test("joined blocks keep the lowest and the highest value of all of them", async () => {
  const own = await sampleRun(temp.db, await sampleExperiment(temp.db));
  const logged = (epoch: number, value: number) => ({
    type: "epoch.finished" as const,
    epoch,
    epochs: COUNT,
    metrics: { "train/rising": value, "train/falling": -value },
    imagesPerSecond: 1,
    seconds: epoch,
  });
  await own.appendAll(Array.from({ length: COUNT }, (_, i) => logged(i + 1, i + 1)));
  // Steps 1 to 255, 256 to 511 and so on; with three points, three blocks to a point.
  const read = await readCurves(temp.db, own.id, { most: 3 });
  const bands = Object.fromEntries(read.map(({ key, band }) => [key, band]));
  expect(bands["train/rising"]).toEqual({ low: [1, 768, 1536], high: [767, 1535, 2000] });
  expect(bands["train/falling"]).toEqual({ low: [-767, -1535, -2000], high: [-1, -768, -1536] });
  await own.close();
});

test("a bucket is the mean of its steps", async () => {
  // Width 50: steps 1 to 50 hold each digit five times.
  const { steps, values } = await curve(40);
  expect(steps.slice(0, 3)).toEqual([1, 51, 101]);
  expect(values[0]).toBeCloseTo(4.5, 12);
});

test("without keys, every metric of the run; none for a run that logged nothing", async () => {
  const curves = await readCurves(temp.db, run.id, { most: 10 });
  expect(curves.map(({ key }) => key)).toEqual(["images-per-second", "seconds", "train/loss"]);
  expect(await readCurves(temp.db, 4000)).toEqual([]);
  expect(await readCurves(temp.db, run.id, { keys: ["nothing"] })).toEqual([]);
});
