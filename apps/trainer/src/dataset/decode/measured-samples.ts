import type { Sharp } from "sharp";
import { UnreadableImage } from "../unreadable-image.ts";
import type { ImageHeader } from "./image-header.ts";

/**
 * Shows 32-bit samples (float or integer TIFF): black and white are what the file says
 * (SMinSampleValue, SMaxSampleValue); of floats, otherwise 0 and 1 where all values lie between them.
 *
 * @param image Opened without colour management.
 * @returns RGB, 8 bit, on white where there is alpha.
 * @throws {UnreadableImage} where nothing says which values are black and white: a guess from the values
 *   would show each image of a data set at another scale.
 */
export async function showMeasured(image: Sharp, header: ImageHeader): Promise<Uint8Array> {
  const { plan, width, height, icc } = header;
  if (icc)
    throw new UnreadableImage("it has 32-bit samples with a colour profile: save it with 8 bits");
  // In its own colour space nothing is scaled or encoded.
  const raw = image.toColourspace(header.space).raw({ depth: "float" });
  const { data, info } = await raw.toBuffer({ resolveWithObject: true });
  const samples = new Float32Array(data.buffer, data.byteOffset, data.length / 4);
  const { channels } = info;
  const colors = channels >= 3 ? 3 : 1;
  const [low, high] = extremes(samples, { channels, colors });
  const [black, white] = plan?.range ?? rangeOf(low, high, plan?.isFloat ?? false);
  const scale = 1 / (white - black);
  const pixels = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = pixel * channels;
    const alpha = plan?.alpha ? limited((samples[at + colors]! - black) * scale) : 1;
    for (let c = 0; c < 3; c++) {
      const value = limited((samples[at + (colors === 3 ? c : 0)]! - black) * scale);
      pixels[pixel * 3 + c] = Math.round(255 * (value * alpha + 1 - alpha));
    }
  }
  return pixels;
}

/** Lowest and highest colour. */
function extremes(
  samples: Float32Array,
  { channels, colors }: { channels: number; colors: number },
): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < samples.length; at++) {
    if (at % channels >= colors) continue;
    const value = samples[at]!;
    if (!Number.isFinite(value)) throw new UnreadableImage("it has samples that are not numbers");
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function rangeOf(low: number, high: number, isFloat: boolean): readonly [number, number] {
  if (isFloat && low >= 0 && high <= 1) return [0, 1];
  const kind = isFloat ? "float" : "integer";
  throw new UnreadableImage(
    `it has 32-bit ${kind} samples from ${shown(low)} to ${shown(high)}, and nothing says which value is black and which is white: save it with 8 bits`,
  );
}

function limited(value: number): number {
  return value > 0 ? Math.min(1, value) : 0;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(6)));
}
