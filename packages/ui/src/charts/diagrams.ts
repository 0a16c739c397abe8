import type {
  HistogramBin,
  PrecisionRecallCurve,
  RejectionPoint,
  ReliabilityBin,
  RocCurve,
} from "@graft/core/analysis/metrics";
import { wilsonInterval } from "@graft/core/analysis/stats";
import type { SeriesLook } from "../looks.ts";
import { prepareXyPlot, type XyPlot, type XySeriesInput } from "./xy-plot.ts";

type SeriesShapes<Curve> = Pick<XySeriesInput, "shape"> & {
  readonly points: (curve: Curve) => XySeriesInput["points"];
};

function toSeries<Curve>(
  all: readonly DiagramSeries<Curve>[],
  { shape, points }: SeriesShapes<Curve>,
): XySeriesInput[] {
  return all.map(({ curve, ...series }) => ({ ...series, shape, points: points(curve) }));
}

const FRACTION = { unit: "fraction", range: [0, 1] } as const;

/** Receiver operating characteristics, with the diagonal that guessing would reach. */
export function rocDiagram(series: readonly DiagramSeries<RocCurve>[]): XyPlot {
  return prepareXyPlot({
    title: "ROC",
    x: { ...FRACTION, label: "false positive rate" },
    y: { ...FRACTION, label: "true positive rate" },
    references: [{ name: "guessing", from: [0, 0], to: [1, 1] }],
    series: toSeries(series, {
      shape: "line",
      points: ({ falsePositiveRate, truePositiveRate }) =>
        falsePositiveRate.map((x, i) => ({ x, y: truePositiveRate[i] ?? Number.NaN })),
    }),
  });
}

/** Precision against recall, as the steps whose area is the average precision. */
export function precisionRecallDiagram(
  series: readonly DiagramSeries<PrecisionRecallCurve>[],
): XyPlot {
  return prepareXyPlot({
    title: "Precision and recall",
    x: { ...FRACTION, label: "recall" },
    y: { ...FRACTION, label: "precision" },
    series: toSeries(series, {
      shape: "step",
      points: ({ recall, precision }) =>
        recall.map((x, i) => ({ x, y: precision[i] ?? Number.NaN })),
    }),
  });
}

/**
 * Observed accuracy against confidence. A dot's area is the number of images in its bin; a
 * single series has the Wilson 95% interval of each.
 */
export function reliabilityDiagram(
  series: readonly DiagramSeries<readonly ReliabilityBin[]>[],
): XyPlot {
  const single = series.length === 1;
  return prepareXyPlot({
    title: "Reliability",
    x: { ...FRACTION, label: "confidence" },
    y: { ...FRACTION, label: "accuracy" },
    references: [{ name: "perfect calibration", from: [0, 0], to: [1, 1] }],
    series: toSeries(series, {
      shape: "dots",
      points: (bins) =>
        bins.flatMap(({ count, meanProbability, frequency }) => {
          if (meanProbability === null || frequency === null) return [];
          const interval = single ? wilsonInterval(Math.round(frequency * count), count) : {};
          return { x: meanProbability, y: frequency, weight: count, ...interval };
        }),
    }),
  });
}

/** The distribution of confidence; outlines for several runs. */
export function confidenceDiagram(
  series: readonly DiagramSeries<readonly ReliabilityBin[]>[],
): XyPlot {
  return histogramDiagram("Confidence", series);
}

/** Accuracy of the answers that are left when the least certain ones are withheld. */
export function rejectionDiagram(
  series: readonly DiagramSeries<readonly RejectionPoint[]>[],
): XyPlot {
  return prepareXyPlot({
    title: "Accuracy without the least confident",
    x: { ...FRACTION, label: "predictions withheld" },
    y: { unit: "fraction", range: [null, 1], label: "accuracy of the rest" },
    series: toSeries(series, {
      shape: "line",
      points: (curve) => curve.map((point) => ({ x: point.rejectionRate, y: point.accuracy })),
    }),
  });
}

/** The distribution of the probability of the true class; outlines for several runs. */
export function probabilityDiagram(
  series: readonly DiagramSeries<readonly HistogramBin[]>[],
): XyPlot {
  return histogramDiagram("Probability of the true class", series);
}

function histogramDiagram(
  title: string,
  series: readonly DiagramSeries<readonly HistogramBin[]>[],
): XyPlot {
  const single = series.length === 1;
  return prepareXyPlot({
    title,
    x: { ...FRACTION, label: "probability" },
    y: { unit: "count", range: [0, null], label: "images" },
    series: toSeries(series, {
      shape: single ? "bars" : "step",
      points: (bins) =>
        single
          ? bins.map(({ low, high, count }) => ({ x: low, to: high, y: count }))
          : [{ x: 0, y: 0 }, ...bins.map(({ high, count }) => ({ x: high, y: count }))],
    }),
  });
}

/** One curve of a diagram: that of a class in one run, or that of one of several runs. */
export interface DiagramSeries<Curve> {
  readonly key: string;
  readonly name: string;
  readonly look: SeriesLook;
  readonly curve: Curve;
  /** A summary beside the name, such as "AUC 0.98". */
  readonly value?: string;
}
