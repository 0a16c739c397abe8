export { accuracy } from "./accuracy.ts";
export { type ClassScores, classReport } from "./class-report.ts";
export { type ConfusionMatrix, confusionMatrix } from "./confusion-matrix.ts";
export type { Labels } from "./labels.ts";
export { logLoss } from "./log-loss.ts";
export { mostProbable } from "./most-probable.ts";
