export { type Arrangement, arrangeRuns } from "./arrange-runs.ts";
export { type Caveat, findCaveats, findDiverged } from "./find-caveats.ts";
export { findObstacle, findObstacles, groupComparable, type Obstacle } from "./find-obstacle.ts";
export { findPair, type Judgement, judgeRuns, type RunPair } from "./judge-runs.ts";
export { nameRuns } from "./name-runs.ts";
export { hitsOf, type RunOrigin, type TestedRun } from "./tested-run.ts";
export {
  accuracyWithoutTwins,
  describeWithoutTwins,
  type TwinlessAccuracy,
  type TwinlessJudgement,
} from "./without-twins.ts";
