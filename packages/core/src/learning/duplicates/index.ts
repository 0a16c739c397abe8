export {
  type ComparedImages,
  countParts,
  joinParts,
  type NearDuplicate,
  NearDuplicateSearch,
  type NearDuplicates,
} from "./near-duplicates.ts";
export { createSmallImages, type SmallImages, shrinkImage } from "./small-images.ts";
