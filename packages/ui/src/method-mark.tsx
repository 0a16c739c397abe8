import { methodStyle } from "./methods.ts";

const SHAPES = {
  circle: <circle cx="6" cy="6" r="4.5" />,
  diamond: <path d="M6 .5 11.5 6 6 11.5.5 6Z" />,
  square: <rect height="8.5" width="8.5" x="1.75" y="1.75" />,
  triangle: <path d="M6 1 11.4 10.6H.6Z" />,
};

/** The bare shape of a method in a 12 x 12 box, for use inside another drawing. */
export function MethodShape({ method }: { method: string }) {
  return SHAPES[methodStyle(method).shape];
}

/** The coloured shape that stands for a method wherever it appears. */
export function MethodMark({ method }: { method: string }) {
  return (
    <svg
      aria-hidden="true"
      className={`inline-block size-3 shrink-0 fill-current ${methodStyle(method).text}`}
      height="12"
      viewBox="0 0 12 12"
      width="12"
    >
      <MethodShape method={method} />
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
