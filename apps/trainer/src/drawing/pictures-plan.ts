import { deriveSeed } from "@graft/core/analysis/random";
import {
  drawProgram,
  GENERATOR_VERSION,
  type Program,
  renderPicture,
} from "@graft/core/learning/drawn-images";

/** Pictures to draw: `perProgram` of each program, one program after the other. Plain data. */
export interface PicturesPlan {
  readonly seed: number;
  /** Programs of one part are never those of another. */
  readonly part: "training" | "unseen";
  readonly programs: number;
  readonly perProgram: number;
  /** Side in pixels. */
  readonly size: number;
  readonly generator: number;
}

export function planPictures(plan: Omit<PicturesPlan, "generator">): PicturesPlan {
  return { ...plan, generator: GENERATOR_VERSION };
}

export function numPictures({ programs, perProgram }: PicturesPlan): number {
  return programs * perProgram;
}

/** Index of the program that a picture belongs to. */
export function programOf({ perProgram }: PicturesPlan, position: number): number {
  return Math.floor(position / perProgram);
}

export function drawPlannedProgram({ seed, part }: PicturesPlan, program: number): Program {
  return drawProgram(deriveSeed(seed, part, "program", program));
}

/** One picture of the plan, shape [size, size, 3]. */
export function drawPlanned(plan: PicturesPlan, position: number): Uint8Array {
  const program = drawPlannedProgram(plan, programOf(plan, position));
  const seed = deriveSeed(plan.seed, plan.part, "picture", position);
  return renderPicture(program, { seed, size: plan.size });
}
