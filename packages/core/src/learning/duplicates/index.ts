export { findNearDuplicates, type NearDuplicate, type NearDuplicates } from "./near-duplicates.ts";
export { createSmallImages, type SmallImages, shrinkImage } from "./small-images.ts";
