import type { SeriesLook } from "@graft/ui/series-looks";

/** One curve of a diagram: that of a class in one run, or that of one of several runs. */
export interface DiagramSeries<Curve> {
  readonly key: string;
  readonly name: string;
  readonly look: SeriesLook;
  readonly curve: Curve;
  /** What sums it up, such as "AUC 0.98"; left out where nothing does. */
  readonly value?: string;
}
