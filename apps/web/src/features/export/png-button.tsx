"use client";
import { useState } from "react";

/** Saves a chart as PNG: the browser draws the server's SVG, so that no font and no colour is another. */
export function PngButton({
  address,
  label,
  className,
}: {
  /** Of the SVG. */
  address: string;
  label: string;
  className: string;
}) {
  const [state, setState] = useState<"idle" | "drawing" | "failed">("idle");
  const save = async () => {
    setState("drawing");
    try {
      await savePng(address);
      setState("idle");
    } catch {
      setState("failed");
    }
  };
  return (
    <button
      className={className}
      disabled={state === "drawing"}
      onClick={() => void save()}
      type="button"
    >
      <span className="sr-only">{label} as </span>PNG
      {state === "failed" ? (
        <span className="ml-1 text-bad" role="alert">
          failed
        </span>
      ) : null}
    </button>
  );
}

/** Pixels to a unit of the drawing: sharp on paper and on fine screens. */
const SCALE = 2;

/**
 * Saves the SVG at an address of ours as a PNG of the same name.
 *
 * @throws {DOMException} If there is no such drawing, or it cannot be drawn.
 */
async function savePng(address: string): Promise<void> {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = SCALE * image.naturalWidth;
  canvas.height = SCALE * image.naturalHeight;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!png) throw new DOMException("The drawing is empty.", "EncodingError");
  const url = URL.createObjectURL(png);
  const link = document.createElement("a");
  link.href = url;
  link.download = pngName(address);
  link.click();
  URL.revokeObjectURL(url);
}

/** `/api/charts/runs/3/curve.svg?quantity=train/loss` is saved as `graft-runs-3-curve-train-loss.png`. */
export function pngName(address: string): string {
  const { pathname, searchParams } = new URL(address, "http://localhost");
  const place = pathname.replace(/^\/api\/charts\//, "").replace(/\.svg$/, "");
  const words = ["graft", place, ...searchParams.values()].join("-");
  return `${words.replaceAll(/[^\w-]+/g, "-")}.png`;
}
