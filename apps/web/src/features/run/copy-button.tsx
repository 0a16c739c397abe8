"use client";

import { useState } from "react";

/** Puts a text on the clipboard, and says whether it did. */
export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const [said, setSaid] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied");
    } catch {
      setSaid("Not allowed here");
    }
  };
  return (
    <button
      className="button h-8 shrink-0 bg-surface"
      onBlur={() => setSaid("")}
      onClick={() => void copy()}
      type="button"
    >
      <span aria-live="polite">{said || label}</span>
    </button>
  );
}
