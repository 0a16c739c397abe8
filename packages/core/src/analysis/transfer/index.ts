export { type ClassGain, classGains } from "./class-gains.ts";
export { type Course, type CourseComparison, compareCourses } from "./compare-courses.ts";
export { type JudgedGain, judgeGains } from "./judge-gains.ts";
export { type TransferPair, transferPairs } from "./transfer-pairs.ts";
