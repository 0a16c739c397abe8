import { deriveSeed } from "@graft/core/analysis/random";
import { RENDERINGS, renderScene, type SCENE_VERSION } from "@graft/core/learning/drawn-images";
import { drawPlanned, type ImagesPlan, numImages } from "./images-plan.ts";

/** The images of the demo: `perClass` scenes of each rendering, one rendering after the other. */
export interface ScenesJob {
  readonly kind: "scenes";
  readonly version: typeof SCENE_VERSION;
  readonly seed: number;
  readonly perClass: number;
  /** Side in pixels. */
  readonly size: number;
}

/** The images of a pretraining. */
interface ProgramsJob extends ImagesPlan {
  readonly kind: "programs";
}

/** Images to draw, in a fixed order. Plain data: it is sent to the threads that draw. */
export type DrawingJob = ScenesJob | ProgramsJob;

export function countOf(job: DrawingJob): number {
  if (job.kind === "scenes") return RENDERINGS.length * job.perClass;
  return numImages(job);
}

/** Bytes of one image, shape [size, size, 3]. */
export function bytesOf({ size }: Pick<DrawingJob, "size">): number {
  return size * size * 3;
}

/** Draws the images from `start` to `end`, one after the other. */
export function drawRange(job: DrawingJob, start: number, end: number): Uint8Array {
  const pixels = new Uint8Array((end - start) * bytesOf(job));
  for (let position = start; position < end; position++) {
    const image = job.kind === "scenes" ? drawOfScenes(job, position) : drawPlanned(job, position);
    pixels.set(image, (position - start) * bytesOf(job));
  }
  return pixels;
}

/** Every image shows a scene of its own: a photograph is never the twin of a drawing. */
function drawOfScenes({ seed, perClass, size }: ScenesJob, position: number): Uint8Array {
  const rendering = RENDERINGS[Math.floor(position / perClass)]!;
  return renderScene(rendering, { seed: deriveSeed(seed, "scene", position), size });
}
