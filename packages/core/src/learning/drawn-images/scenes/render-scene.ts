import { deriveSeed } from "../../../analysis/random/index.ts";
import { type Canvas, createCanvas, toBytes } from "../drawing/canvas.ts";
import { handDrawing } from "./hand-drawing.ts";
import { photograph } from "./photograph.ts";
import { drawScene, type Scene } from "./scene.ts";

export const RENDERINGS = ["drawing-like", "photo-like"] as const;
export type Rendering = (typeof RENDERINGS)[number];

/** Changes whenever a scene with the same seed comes out differently. */
export const SCENE_VERSION = 1;

/**
 * A made-up landscape, photographed or drawn: the same seed and size give the same bytes on every machine.
 *
 * Both share layout, palette and exposure: the average colour and the contrast of the finished image are
 * set to what the scene says, so that neither tells how it was made.
 *
 * @param size Side in pixels.
 * @returns RGB, row-major, shape [size, size, 3].
 */
export function renderScene(
  rendering: Rendering,
  { seed, size }: { seed: number; size: number },
): Uint8Array {
  const scene = drawScene(deriveSeed(seed, "scene"), size);
  const canvas = createCanvas(size, size, scene.sky[0]);
  const render = rendering === "photo-like" ? photograph : handDrawing;
  render(canvas, scene, deriveSeed(seed, rendering));
  expose(canvas, scene.tone);
  return toBytes(canvas);
}

/** Gives the channels their means and the brightness its standard deviation, in place. */
function expose({ data }: Canvas, { mean, contrast }: Scene["tone"]): void {
  const pixels = data.length / 3;
  const sums = [0, 0, 0];
  let [brightness, squares] = [0, 0];
  for (let i = 0; i < data.length; i += 3) {
    const [red, green, blue] = [data[i]!, data[i + 1]!, data[i + 2]!];
    sums[0]! += red;
    sums[1]! += green;
    sums[2]! += blue;
    const grey = (red + green + blue) / 3;
    brightness += grey;
    squares += grey * grey;
  }
  const average = brightness / pixels;
  const deviation = Math.sqrt(Math.max(1e-6, squares / pixels - average * average));
  const gain = contrast / deviation;
  for (let i = 0; i < data.length; i++) {
    const c = i % 3;
    data[i] = mean[c]! + (data[i]! - sums[c]! / pixels) * gain;
  }
}
