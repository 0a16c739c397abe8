"use client";
import { nextTheme, type Theme } from "@graft/ui/looks";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";

/**
 * A dialog over the page: the browser's own, which keeps the focus inside, closes on Escape and gives the
 * focus back. It is shown for as long as it is rendered.
 */
export function Dialog({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const box = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // External system: the browser's top layer.
  useEffect(() => {
    const dialog = box.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);
  return (
    // The ground beside the dialog belongs to it: a click there means "leave".
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- Escape does the same
    <dialog
      aria-labelledby={heading}
      className="m-auto max-h-[calc(100dvh-2rem)] w-[min(36rem,calc(100vw-2rem))] overflow-y-auto rounded-lg border border-line bg-surface p-0 text-ink shadow-xl backdrop:bg-black/40"
      onClick={(event) => {
        if (event.target === box.current) onClose();
      }}
      onClose={onClose}
      ref={box}
    >
      <div className="p-5">
        <div className="mb-4 flex items-start justify-between gap-4">
          <h2 className="min-w-0 break-words font-semibold text-lg" id={heading}>
            {title}
          </h2>
          <button
            aria-label="Close"
            className="grid size-8 shrink-0 place-items-center rounded text-muted hover:bg-sunken hover:text-ink"
            onClick={onClose}
            type="button"
          >
            <svg aria-hidden="true" className="size-4 stroke-current" viewBox="0 0 16 16">
              <path d="m4 4 8 8m0-8-8 8" strokeWidth="1.6" />
            </svg>
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}

interface Choice {
  readonly label: string;
  readonly active: boolean;
  readonly choose: () => void;
}

/** A few exclusive choices in a row. */
export function Choices({ label, choices }: { label: string; choices: readonly Choice[] }) {
  return (
    <fieldset className="flex flex-wrap gap-1 rounded-md border border-line p-0.5">
      <legend className="sr-only">{label}</legend>
      {choices.map((choice) => (
        <button
          aria-pressed={choice.active}
          className="h-7 rounded px-2.5 text-muted text-sm tabular-nums hover:text-ink aria-pressed:bg-sunken aria-pressed:font-medium aria-pressed:text-ink"
          key={choice.label}
          onClick={choice.choose}
          type="button"
        >
          {choice.label}
        </button>
      ))}
    </fieldset>
  );
}

/** Puts a text on the clipboard, and says whether it did. */
export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const [said, setSaid] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied");
    } catch {
      setSaid("Copy failed");
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

/** A command to type, with a button that copies it. */
export function Command({ text }: { text: string }) {
  return (
    <div className="flex items-start gap-2">
      <pre className="min-w-0 grow whitespace-pre-wrap break-all rounded bg-sunken px-2 py-1.5 font-mono text-xs leading-5">
        {text}
      </pre>
      <CopyButton text={text} />
    </div>
  );
}
