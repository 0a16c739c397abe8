export { type Arrangement, arrangeRuns } from "./arrange-runs.ts";
export { type Caveat, findCaveats, findDiverged } from "./find-caveats.ts";
export { findObstacle, findObstacles, groupComparable, type Obstacle } from "./find-obstacle.ts";
export { findPair, judgeRuns } from "./judge-runs.ts";
export { nameRuns } from "./name-runs.ts";
export {
  hitsOf,
  type Judgement,
  type RunOrigin,
  type RunPair,
  type TestedRun,
  type TwinlessJudgement,
} from "./tested-run.ts";
export {
  accuracyWithoutTwins,
  describeWithoutTwins,
  type TwinlessAccuracy,
} from "./without-twins.ts";
