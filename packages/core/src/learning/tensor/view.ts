import { createRng, deriveSeed, type Rng } from "../../analysis/random/index.ts";

/** A part of an image, in pixels; need not lie on whole ones. */
export interface Crop {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** How an image is shown to a net. */
export interface View {
  readonly mirrored: boolean;
  /** The part that is enlarged to the whole; null for all of it. */
  readonly crop: Crop | null;
  /** Factor on every pixel value. */
  readonly brightness: number;
  /** Factor on how far each colour is from its grey. */
  readonly saturation: number;
}

export const PLAIN_VIEW: View = { mirrored: false, crop: null, brightness: 1, saturation: 1 };
export const MIRRORED_VIEW: View = { ...PLAIN_VIEW, mirrored: true };

/** What may be changed at random; nothing of what is left out. */
export interface Augmentation {
  /** Whether each image is mirrored with probability 1/2. */
  readonly flip?: boolean;
  /** Smallest part of the area that a crop keeps, in (0, 1]. */
  readonly crop?: number;
  /** Largest relative change of brightness, in [0, 1). */
  readonly brightness?: number;
  /** Largest relative change of saturation, in [0, 1]. */
  readonly colour?: number;
}

/** The longest side of a crop's shape over the other. */
const MAX_ASPECT = 4 / 3;

/**
 * Draws views of images for one epoch, each kind of change from a stream of its own: switching one
 * on leaves the others as they were.
 *
 * @param size Side of the images in pixels.
 * @see Szegedy et al. 2015, arXiv:1409.4842, section 6, for the crops: their area uniform from `crop` to
 *   1, their aspect from 3/4 to 4/3.
 */
export function drawViews(
  count: number,
  { flip = false, crop = 1, brightness = 0, colour = 0 }: Augmentation,
  { size, seed, epoch }: { size: number; seed: number; epoch: number },
): View[] {
  const streamOf = (purpose: string) => createRng(deriveSeed(seed, purpose, epoch));
  const [coin, place, light, tint] = ["flip", "crop", "brightness", "colour"].map(streamOf);
  return Array.from({ length: count }, () => ({
    mirrored: flip && coin!() < 0.5,
    crop: crop < 1 ? drawCrop(size, crop, place!) : null,
    brightness: brightness > 0 ? around1(brightness, light!) : 1,
    saturation: colour > 0 ? around1(colour, tint!) : 1,
  }));
}

/** Uniform between 1 - most and 1 + most. */
function around1(most: number, rng: Rng): number {
  return 1 + most * (2 * rng() - 1);
}

function drawCrop(size: number, smallest: number, rng: Rng): Crop {
  const area = smallest + (1 - smallest) * rng();
  const longer = 1 + (MAX_ASPECT - 1) * rng();
  const aspect = rng() < 0.5 ? longer : 1 / longer;
  const width = size * Math.min(1, Math.sqrt(area * aspect));
  const height = size * Math.min(1, Math.sqrt(area / aspect));
  return { left: (size - width) * rng(), top: (size - height) * rng(), width, height };
}
