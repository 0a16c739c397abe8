import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { bytesOf, countOf, type DrawingJob, drawImages, drawRange } from "./draw-images.ts";
import { planImages } from "./images-plan.ts";

const JOBS: DrawingJob[] = [
  {
    kind: "programs",
    ...planImages({ seed: 3, part: "training", programs: 5, perProgram: 7, size: 16 }),
  },
  { kind: "scenes", version: 1, seed: 3, perClass: 9, size: 16 },
];

test.each(JOBS)("threads draw the same $kind as one program would", async (job) => {
  const pixels = new Uint8Array(countOf(job) * bytesOf(job));
  await drawImages(job, {
    threads: 2,
    accept: (start, drawn) => pixels.set(drawn, start * bytesOf(job)),
  });
  expect(Buffer.from(pixels).equals(drawRange(job, 0, countOf(job)))).toBe(true);
});

test("stops drawing when it is told to", async () => {
  const controller = new AbortController();
  const drawing = drawImages(JOBS[0]!, {
    threads: 1,
    signal: controller.signal,
    accept: () => controller.abort(new Error("enough")),
  });
  await expect(drawing).rejects.toThrow("enough");
});

test("draws on only as fast as the images are taken", async () => {
  let [waiting, most, taken] = [0, 0, 0];
  await drawImages(JOBS[0]!, {
    threads: 1,
    accept: async (_start, pixels) => {
      most = Math.max(most, (waiting += 1));
      await delay(300);
      waiting -= 1;
      taken += pixels.length;
    },
  });
  expect(taken).toBe(countOf(JOBS[0]!) * bytesOf(JOBS[0]!));
  expect(most).toBe(1);
});

test("what goes wrong with taking an image ends the drawing", async () => {
  const drawing = drawImages(JOBS[0]!, {
    threads: 2,
    accept: () => Promise.reject(new Error("the disk is full")),
  });
  await expect(drawing).rejects.toThrow("the disk is full");
});
