export { type Salvage, salvageDatabase } from "../salvage/salvage-database.ts";
export { type Recovered, recoverRescue } from "./recover-rescue.ts";
export { writeRescue } from "./write-rescue.ts";
