import { type Effort, PART, type StatisticsCheck, WHOLE } from "./check.ts";
import { checkCoverage } from "./coverage.ts";
import { checkFalseClaims } from "./false-claims.ts";
import { checkPower } from "./power.ts";

export type { StatisticsCheck } from "./check.ts";

/** Every check of the statistics, part after part. */
export function* checkStatistics(isPart: boolean): Generator<StatisticsCheck> {
  const effort: Effort = isPart ? PART : WHOLE;
  yield* checkCoverage(effort);
  yield* checkPower(effort);
  yield* checkFalseClaims(effort);
}
