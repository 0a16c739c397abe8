export {
  createSketches,
  findNearDuplicates,
  type NearDuplicate,
  type NearDuplicates,
  type Sketches,
  sketchImage,
} from "./near-duplicates.ts";
