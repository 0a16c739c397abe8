import type { ReactNode } from "react";

/** What may be wider than its place: it scrolls by itself, by touch and by keyboard. */
export function ScrollBox({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <div aria-label={label} className="relative overflow-x-auto" role="region" tabIndex={0}>
      {children}
    </div>
  );
}
