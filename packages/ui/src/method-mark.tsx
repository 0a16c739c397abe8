import { MarkShape } from "./mark-shape.tsx";
import { methodStyle } from "./methods.ts";

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
