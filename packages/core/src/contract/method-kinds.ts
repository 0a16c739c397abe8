/** The four ways to build a classifier that an experiment compares. */
export const METHOD_KINDS = ["fine-tuned", "scratch", "raw-pixels", "frozen-features"] as const;
export type MethodKind = (typeof METHOD_KINDS)[number];
