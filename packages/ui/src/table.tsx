import type { ReactNode } from "react";

/** What is wider or higher than its place and scrolls in it, also by the keyboard. */
export function ScrollBox({
  label,
  className = "overflow-x-auto",
  children,
}: {
  /** What is in it. */
  label: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so keys must reach it
    <div aria-label={label} className={`relative ${className}`} role="region" tabIndex={0}>
      {children}
    </div>
  );
}
