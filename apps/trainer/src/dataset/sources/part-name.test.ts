import { expect, test } from "vitest";
import { partInName, partOf } from "./part-name.ts";

test.each([
  ["train", "train"],
  ["Train", "train"],
  ["TRAINING", "train"],
  ["training_set", "train"],
  ["trainset", "train"],
  ["Training Data", "train"],
  ["trainImages", "train"],
  ["images_train", "train"],
  ["train2017", "train"],
  ["01-train", "train"],
  ["val", "validation"],
  ["Valid", "validation"],
  ["validation_images", "validation"],
  ["dev", "validation"],
  ["test", "test"],
  ["test_set", "test"],
  ["eval", "test"],
  ["evaluation", "test"],
  ["holdout", "test"],
  ["hold-out", "test"],
  ["held_out", "test"],
  ["unlabeled", "unlabelled"],
  ["Unlabelled images", "unlabelled"],
  ["un-labeled", "unlabelled"],
  ["unsup", "unlabelled"],
])("%s stands for %s", (name, part) => {
  expect(partOf(name)).toBe(part);
});

test.each([
  "cat",
  "trainer",
  "train station",
  "test tubes",
  "invalid",
  "contest",
  "train_test",
  "",
  "2017",
])("%s stands for no part", (name) => {
  expect(partOf(name)).toBe(null);
});

test("folders that belong together share the rest of their names", () => {
  expect(partInName("seg_train")).toEqual({ part: "train", rest: "seg" });
  expect(partInName("seg_pred")).toEqual({ part: "unlabelled", rest: "seg" });
  expect(partInName("training shoes")?.rest).not.toBe(partInName("test tubes")?.rest);
});
