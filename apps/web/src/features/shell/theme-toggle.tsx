"use client";

import { useState } from "react";
import { nextTheme, type Theme } from "./theme.ts";

const ICONS = {
  system: <path d="M2.5 3.5h11v7.5h-11zM6 13.5h4M8 11v2.5" />,
  light: (
    <path d="M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6ZM8 1.5v1.4M8 13.1v1.4M1.5 8h1.4M13.1 8h1.4M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1" />
  ),
  dark: <path d="M13.2 9.6A5.7 5.7 0 1 1 6.4 2.8a4.6 4.6 0 0 0 6.8 6.8Z" />,
};

const A_YEAR = 31_536_000;

/** Goes round system, light and dark; the choice is kept in a cookie. */
export function ThemeToggle({ theme: initial }: { theme: Theme }) {
  const [theme, setTheme] = useState(initial);
  const choose = () => {
    const next = nextTheme(theme);
    const root = document.documentElement;
    document.cookie = `theme=${next}; path=/; max-age=${A_YEAR}; samesite=strict`;
    if (next === "system") delete root.dataset.theme;
    else root.dataset.theme = next;
    setTheme(next);
  };
  const label = `Theme: ${theme}. Change to ${nextTheme(theme)}.`;
  return (
    <button
      aria-label={label}
      className="grid size-9 place-items-center rounded-md text-muted hover:bg-sunken hover:text-ink"
      onClick={choose}
      title={label}
      type="button"
    >
      <svg
        aria-hidden="true"
        className="size-4 fill-none stroke-current"
        strokeLinecap="round"
        strokeLinejoin="round"
        strokeWidth="1.4"
        viewBox="0 0 16 16"
      >
        {ICONS[theme]}
      </svg>
    </button>
  );
}
