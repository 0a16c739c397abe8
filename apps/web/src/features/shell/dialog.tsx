"use client";

import { type ReactNode, useEffect, useId, useRef } from "react";

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
