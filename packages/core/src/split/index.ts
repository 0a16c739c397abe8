export { PARTS, type Part, type SplitInput } from "./part.ts";
