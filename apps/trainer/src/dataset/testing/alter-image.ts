import { createRng, type Rng } from "@graft/core/analysis/random";
import sharp, { type Sharp } from "sharp";

/** Ways in which an image gets around. */
const CHANGES = ["crop", "mirror", "colour", "resize", "compress"] as const;
type Change = (typeof CHANGES)[number];

/** An image file after changes drawn by seed: on average three of the five, never none; with what was done. */
export async function alterImage(
  file: Uint8Array,
  seed: number,
): Promise<{ readonly file: Uint8Array; readonly said: string }> {
  const rng = createRng(seed);
  const drawn = CHANGES.filter(() => rng() < 0.6);
  const changes: readonly Change[] = drawn.length > 0 ? drawn : ["crop"];
  let png = await sharp(file).removeAlpha().toColourspace("srgb").png().toBuffer();
  const said: string[] = [];
  for (const change of changes) {
    if (change === "compress") continue;
    const made = await CHANGED[change](png, rng);
    said.push(made.said);
    png = await made.image.png().toBuffer();
  }
  if (!changes.includes("compress")) return { file: png, said: said.join(", ") };
  const quality = Math.round(between(rng, 30, 80));
  said.push(`JPEG ${quality}`);
  return { file: await sharp(png).jpeg({ quality }).toBuffer(), said: said.join(", ") };
}

type Changed = (png: Buffer, rng: Rng) => Promise<{ image: Sharp; said: string }>;

const CHANGED: Readonly<Record<Exclude<Change, "compress">, Changed>> = {
  async crop(png, rng) {
    const { width, height } = await sharp(png).metadata();
    const side = between(rng, 0.6, 0.95);
    const [w, h] = [Math.round(width * side), Math.round(height * side)];
    const [left, top] = [width - w, height - h].map((room) => Math.floor(rng() * (room + 1)));
    const image = sharp(png).extract({ left: left!, top: top!, width: w, height: h });
    return { image, said: `crop ${side.toFixed(2)}` };
  },
  mirror: async (png) => ({ image: sharp(png).flop(), said: "mirror" }),
  async resize(png, rng) {
    const { width } = await sharp(png).metadata();
    const factor = between(rng, 0.4, 2);
    const image = sharp(png).resize({ width: Math.round(width * factor) });
    return { image, said: `resize ${factor.toFixed(2)}` };
  },
  async colour(png, rng) {
    const kind = Math.floor(rng() * 5);
    const factor = between(rng, 0.6, 1.4);
    const image = sharp(png);
    switch (kind) {
      case 0:
        return { image: image.linear(factor, 0), said: `brightness ${factor.toFixed(2)}` };
      case 1:
        return {
          image: image.linear(factor, 128 * (1 - factor)),
          said: `contrast ${factor.toFixed(2)}`,
        };
      case 2: {
        const saturation = between(rng, 0.3, 1.7);
        return {
          image: image.modulate({ saturation }),
          said: `saturation ${saturation.toFixed(2)}`,
        };
      }
      case 3: {
        const hue = Math.round(between(rng, -90, 90));
        return { image: image.modulate({ hue }), said: `hue ${hue}` };
      }
      default:
        return { image: image.greyscale().toColourspace("srgb"), said: "grey" };
    }
  },
};

function between(rng: Rng, low: number, high: number): number {
  return low + (high - low) * rng();
}
