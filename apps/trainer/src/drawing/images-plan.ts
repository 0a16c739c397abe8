import { deriveSeed } from "@graft/core/analysis/random";
import {
  drawProgram,
  GENERATOR_VERSION,
  type Program,
  renderImage,
} from "@graft/core/learning/drawn-images";

/** Images to draw: `perProgram` of each program, one program after the other. Plain data. */
export interface ImagesPlan {
  readonly seed: number;
  /** Programs of one part are never those of another. */
  readonly part: "training" | "unseen";
  readonly programs: number;
  readonly perProgram: number;
  /** Side in pixels. */
  readonly size: number;
  readonly generator: number;
}

export function planImages(plan: Omit<ImagesPlan, "generator">): ImagesPlan {
  return { ...plan, generator: GENERATOR_VERSION };
}

export function numImages({ programs, perProgram }: ImagesPlan): number {
  return programs * perProgram;
}

/** Index of the program that an image belongs to. */
export function programOf({ perProgram }: ImagesPlan, position: number): number {
  return Math.floor(position / perProgram);
}

export function drawPlannedProgram({ seed, part }: ImagesPlan, program: number): Program {
  return drawProgram(deriveSeed(seed, part, "program", program));
}

/** One image of the plan, shape [size, size, 3]. */
export function drawPlanned(plan: ImagesPlan, position: number): Uint8Array {
  const program = drawPlannedProgram(plan, programOf(plan, position));
  const seed = deriveSeed(plan.seed, plan.part, "picture", position);
  return renderImage(program, { seed, size: plan.size });
}
