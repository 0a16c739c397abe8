import type { RunStatus } from "@graft/core/contract";
import type { ReactNode } from "react";
import { type MarkShapeName, methodStyle } from "./looks.ts";

const SHAPES = {
  circle: <circle cx="6" cy="6" r="4.5" />,
  diamond: <path d="M6 .5 11.5 6 6 11.5.5 6Z" />,
  square: <rect height="8.5" width="8.5" x="1.75" y="1.75" />,
  triangle: <path d="M6 1 11.4 10.6H.6Z" />,
  plus: <path d="M4.2 1h3.6v3.2H11v3.6H7.8V11H4.2V7.8H1V4.2h3.2Z" />,
};

/** A bare mark in a 12 x 12 box, for use inside another drawing. */
export function MarkShape({ shape }: { shape: MarkShapeName }) {
  return SHAPES[shape];
}

/** The coloured shape of a method. */
export function MethodMark({ method }: { method: string }) {
  return (
    <svg
      aria-hidden="true"
      className={`inline-block size-3 shrink-0 fill-current ${methodStyle(method).text}`}
      height="12"
      viewBox="0 0 12 12"
      width="12"
    >
      <MarkShape shape={methodStyle(method).shape} />
    </svg>
  );
}

/** Mark and name of a method. */
export function MethodName({ method }: { method: string }) {
  return (
    <span
      className="inline-flex items-center gap-2 whitespace-nowrap"
      title={methodStyle(method).about}
    >
      <MethodMark method={method} />
      {method}
    </span>
  );
}

interface Look {
  readonly text: string;
  readonly about: string;
  readonly icon: ReactNode;
}

const LOOKS: Readonly<Record<RunStatus, Look>> = {
  queued: {
    text: "text-muted",
    about: "Waiting to start.",
    icon: <circle cx="6" cy="6" fill="none" r="4.25" strokeDasharray="2 2" />,
  },
  running: {
    text: "text-hit",
    about: "Running now.",
    icon: (
      <circle className="animate-pulse" cx="6" cy="6" fill="currentColor" r="4" stroke="none" />
    ),
  },
  finished: {
    text: "text-good",
    about: "Finished.",
    icon: <path d="M2 6.4 4.8 9 10 3.4" fill="none" strokeLinecap="round" strokeLinejoin="round" />,
  },
  failed: {
    text: "text-bad",
    about: "Stopped by an error, shown on its page.",
    icon: <path d="m2.8 2.8 6.4 6.4m0-6.4L2.8 9.2" fill="none" strokeLinecap="round" />,
  },
  cancelled: {
    text: "text-muted",
    about: "Stopped by hand; what it logged is kept.",
    icon: <path d="M2.5 6h7" fill="none" strokeLinecap="round" />,
  },
  crashed: {
    text: "text-bad",
    about: "The process ended without reporting an error; what it logged is kept.",
    icon: <path d="M6.8.8 2.6 6.6h3.2l-.7 4.6 4.3-6H6.2Z" fill="currentColor" stroke="none" />,
  },
};

/** The true status of a run, as a word with a sign beside it. */
export function StatusBadge({ status }: { status: RunStatus }) {
  const { text, about, icon } = LOOKS[status];
  return (
    <span
      className={`inline-flex items-center gap-1.5 whitespace-nowrap font-medium ${text}`}
      title={about}
    >
      <svg
        aria-hidden="true"
        className="size-3 shrink-0"
        height="12"
        stroke="currentColor"
        strokeWidth="1.75"
        viewBox="0 0 12 12"
        width="12"
      >
        {icon}
      </svg>
      {status}
    </span>
  );
}
