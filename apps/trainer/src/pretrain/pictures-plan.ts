import { drawProgram, GENERATOR_VERSION, type Program, renderPicture } from "@graft/core/pictures";
import { deriveSeed } from "@graft/core/random";

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

export function countOf({ programs, perProgram }: PicturesPlan): number {
  return programs * perProgram;
}

/** Bytes of one picture, shape [size, size, 3]. */
export function bytesOf({ size }: PicturesPlan): number {
  return size * size * 3;
}

/** Index of the program that a picture belongs to. */
export function programOf({ perProgram }: PicturesPlan, position: number): number {
  return Math.floor(position / perProgram);
}

export function drawPlannedProgram({ seed, part }: PicturesPlan, program: number): Program {
  return drawProgram(deriveSeed(seed, part, "program", program));
}

/** Draws the pictures from `start` to `end`, one after the other. */
export function drawPlanned(plan: PicturesPlan, start: number, end: number): Uint8Array {
  const pixels = new Uint8Array((end - start) * bytesOf(plan));
  for (let position = start; position < end; position++) {
    const program = drawPlannedProgram(plan, programOf(plan, position));
    const seed = deriveSeed(plan.seed, plan.part, "picture", position);
    const picture = renderPicture(program, { seed, size: plan.size });
    pixels.set(picture, (position - start) * bytesOf(plan));
  }
  return pixels;
}
