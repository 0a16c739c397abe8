export { type ClassGain, classGains } from "./class-gains.ts";
export { type Course, type CourseComparison, compareCourses } from "./compare-courses.ts";
export { meanClassGains } from "./mean-class-gains.ts";
