import { expect, test } from "vitest";
import { drawPictures } from "./draw-pictures.ts";
import { bytesOf, countOf, type DrawingJob, drawRange } from "./drawing-job.ts";
import { planPictures } from "./pictures-plan.ts";

const JOBS: DrawingJob[] = [
  {
    kind: "programs",
    ...planPictures({ seed: 3, part: "training", programs: 5, perProgram: 7, size: 16 }),
  },
  { kind: "scenes", version: 1, seed: 3, perClass: 9, size: 16 },
];

test.each(JOBS)("threads draw the same $kind as one program would", async (job) => {
  const pixels = new Uint8Array(countOf(job) * bytesOf(job));
  await drawPictures(job, {
    threads: 2,
    accept: (start, drawn) => pixels.set(drawn, start * bytesOf(job)),
  });
  expect(Buffer.from(pixels).equals(drawRange(job, 0, countOf(job)))).toBe(true);
});

test("stops drawing when it is told to", async () => {
  const controller = new AbortController();
  const drawing = drawPictures(JOBS[0]!, {
    threads: 1,
    signal: controller.signal,
    accept: () => controller.abort(new Error("enough")),
  });
  await expect(drawing).rejects.toThrow("enough");
});
