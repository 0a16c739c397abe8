export type { Part, SplitInput } from "./part.ts";
