export { type ClassGain, classGains, type JudgedGain, judgeGains } from "./gains.ts";
export {
  type Course,
  type CourseComparison,
  compareCourses,
  type TransferPair,
  transferPairs,
} from "./transfer.ts";
