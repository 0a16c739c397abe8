import type * as Runtime from "./runtime.ts";

declare const graft: typeof Runtime;

/** A file that cannot be judged. The message is a sentence for people. */
export class UnreadableImage extends Error {}

/** Four times that many bytes are taken while an image is read; phones have images of up to 50 million pixels. */
const MAX_PIXELS = 100_000_000;

/**
 * An image file as the model sees it: upright, sRGB, transparency on white, its largest centred square at `side` pixels.
 *
 * @returns RGB, shape [side, side, 3].
 * @throws {UnreadableImage}
 */
export async function readImage(file: Blob, side: number): Promise<Uint8Array> {
  if (file.size === 0) throw new UnreadableImage("The file is empty.");
  const { width, height } = await measure(file);
  if (width * height > MAX_PIXELS) {
    throw new UnreadableImage(
      `It has ${width.toLocaleString("en")} × ${height.toLocaleString("en")} pixels; this page reads images of up to 100 million.`,
    );
  }
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(
    () => null,
  );
  if (bitmap === null) throw unreadable();
  try {
    return await readFrame(bitmap, side);
  } finally {
    bitmap.close();
  }
}

/** As `readImage`, of something that is already decoded. */
export function readFrame(frame: ImageBitmap, side: number): Promise<Uint8Array> {
  const context = createContext();
  const { width, height } = frame;
  let hasBegun = false;
  return graft.coverSquare(
    {
      width,
      height,
      async read(part) {
        // Between two pieces of a large image the page answers its reader.
        if (hasBegun) await nextTask();
        hasBegun = true;
        return readPart(context, frame, part);
      },
    },
    side,
  );
}

function readPart(
  context: CanvasRenderingContext2D,
  frame: ImageBitmap,
  part: { left: number; top: number; width: number; height: number },
): Uint8ClampedArray {
  const { canvas } = context;
  if (canvas.width !== part.width) canvas.width = part.width;
  if (canvas.height !== part.height) canvas.height = part.height;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, part.width, part.height);
  context.drawImage(frame, -part.left, -part.top);
  return context.getImageData(0, 0, part.width, part.height).data;
}

/** Kept in plain memory, where no graphics card rounds its values. */
function createContext(): CanvasRenderingContext2D {
  const canvas = document.createElement("canvas");
  const options = { willReadFrequently: true, colorSpace: "srgb" } as const;
  return canvas.getContext("2d", options) as CanvasRenderingContext2D;
}

/** Width and height without decoding: a file of a few kilobytes can ask for gigabytes. */
async function measure(file: Blob): Promise<{ width: number; height: number }> {
  const image = new Image();
  const address = URL.createObjectURL(file);
  try {
    return await new Promise((resolve, reject) => {
      image.onload = () => resolve({ width: image.naturalWidth, height: image.naturalHeight });
      image.onerror = () => reject(unreadable());
      image.src = address;
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

function unreadable(): UnreadableImage {
  return new UnreadableImage("This browser cannot read it as an image.");
}

/** Whether a canvas gives back the pixels that were put into it; some browsers change them against tracking. */
export function readsTruePixels(): boolean {
  const context = createContext();
  const size = 32;
  const given = new ImageData(size, size);
  for (let i = 0; i < given.data.length; i++) {
    given.data[i] = i % 4 === 3 ? 255 : Math.imul(i, 2_654_435_761) >>> 13;
  }
  context.canvas.width = size;
  context.canvas.height = size;
  context.putImageData(given, 0, 0);
  const read = context.getImageData(0, 0, size, size).data;
  return given.data.every((value, i) => value === read[i]);
}

/** Lets the browser draw and answer before the work goes on. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
