import { roundPercent } from "@graft/core/analysis/format";

export interface TileOutcome {
  readonly trueName: string;
  readonly predictedName: string;
  /** Probability of the predicted class, in [0, 1]. */
  readonly probability: number;
  readonly correct: boolean;
}

/**
 * One image, square, at its reserved size. The address is made from the content hash by the caller, and is asked
 * for when the image comes into view; an image that is here already need not wait.
 */
export function Image({
  src,
  alt,
  loading = "lazy",
}: {
  src: string;
  alt: string;
  loading?: "lazy" | "eager";
}) {
  return (
    <img
      alt={alt}
      className="aspect-square w-full bg-sunken object-cover"
      decoding="async"
      height={160}
      loading={loading}
      src={src}
      width={160}
    />
  );
}

/** A test image with its class, the predicted class and the probability. */
export function ImageTile({
  src,
  source,
  outcome,
}: {
  src: string;
  source: string;
  outcome: TileOutcome;
}) {
  const { trueName, predictedName, probability, correct } = outcome;
  const verdict = correct ? `${trueName}, correct` : `${trueName} predicted as ${predictedName}`;
  return (
    <figure className="overflow-hidden rounded-md border border-line bg-surface">
      <Image alt={`${verdict} (${roundPercent(probability)})`} src={src} />
      <svg aria-hidden="true" className="block h-1 w-full" height="4">
        <rect
          className={correct ? "fill-hit" : "fill-miss"}
          height="100%"
          width={`${probability * 100}%`}
        />
      </svg>
      <figcaption className="px-2 py-1.5 text-xs leading-4" title={source}>
        <span className="flex items-baseline justify-between gap-1">
          <span className="truncate">{trueName}</span>
          <span className="text-muted tabular-nums">{roundPercent(probability)}</span>
        </span>
        <span className={`block truncate font-medium ${correct ? "text-hit" : "text-miss"}`}>
          {correct ? "✓ " : "→ "}
          {predictedName}
        </span>
      </figcaption>
    </figure>
  );
}
