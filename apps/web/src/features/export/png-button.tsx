"use client";

import { useState } from "react";
import { savePng } from "./save-png.ts";

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
