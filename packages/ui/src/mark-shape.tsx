import type { MarkShapeName } from "./methods.ts";

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
