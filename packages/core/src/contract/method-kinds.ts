/** The four ways to build a classifier that an experiment compares. */
export const METHOD_KINDS = ["fine-tuned", "scratch", "raw-pixels", "frozen-features"] as const;
export type MethodKind = (typeof METHOD_KINDS)[number];

/** What a run may be: one of the methods, or the making of a backbone. */
export const RUN_KINDS = [...METHOD_KINDS, "pretraining"] as const;
export type RunKind = (typeof RUN_KINDS)[number];
