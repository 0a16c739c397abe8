import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tempFolder, writeFiles } from "../testing/sample-images.ts";
import { listFolder } from "./folder.ts";
import { partInName, partOf } from "./read-layout.ts";

/** An image in each of these folders; a name with a dot is a file. */
async function listed(...places: string[]) {
  const folder = await tempFolder();
  const files = places.map((place) => (/\.\w+$/.test(place) ? place : `${place}/1.jpg`));
  await writeFiles(folder, Object.fromEntries(files.map((file) => [`set/${file}`, "x"])));
  return listFolder({ path: "set" }, { baseDir: folder });
}

/** "class part" of each image, with its number, as "2 cat train". */
async function read(...places: string[]) {
  const { images, classNames, remarks } = await listed(...places);
  const rows = images.map(({ label, part }) => `${label} ${part ?? "drawn"}`);
  return {
    classes: [...new Set(classNames)].sort(),
    rows: [...new Set(rows)].sort(),
    leftOut: remarks.leftOut.map(({ source }) => source),
    remarks,
  };
}

test.each([
  ["as downloaded", ["training_set/cat", "training_set/dog", "test_set/cat", "test_set/dog"]],
  [
    "nested twice",
    [
      "seg_train/seg_train/cat",
      "seg_train/seg_train/dog",
      "seg_test/seg_test/cat",
      "seg_test/seg_test/dog",
    ],
  ],
  ["in other words", ["Train/cat", "Train/dog", "holdout/cat", "holdout/dog"]],
  [
    "below a folder",
    ["images/train/cat", "images/train/dog", "images/test/cat", "images/test/dog"],
  ],
  ["with a year", ["train2017/cat", "train2017/dog", "test2017/cat", "test2017/dog"]],
  ["inside the classes", ["cat/train", "cat/test", "dog/train", "dog/test"]],
  [
    "inside the classes, named after them",
    ["cat/cat_train", "cat/cat_test", "dog/dog_train", "dog/dog_test"],
  ],
  ["with another case in the test part", ["train/Cat", "train/dog", "test/cat", "test/DOG"]],
])("parts of a split are the split they prescribe: %s", async (_, places) => {
  const { classes, rows, remarks } = await read(...places);
  expect(classes.map((name) => name.toLowerCase())).toEqual(["cat", "dog"]);
  expect(rows.map((row) => row.toLowerCase())).toEqual([
    "cat test",
    "cat train",
    "dog test",
    "dog train",
  ]);
  expect(remarks.notes.join()).toContain("The folders prescribe the split");
});

test("letters in both cases stay apart in every part", async () => {
  const { rows } = await read("train/A", "train/a", "test/A", "test/a");
  expect(rows).toEqual(["A test", "A train", "a test", "a train"]);
});

test("a validation part is used as validation", async () => {
  const { rows, remarks } = await read(
    "train/a",
    "train/b",
    "valid/a",
    "valid/b",
    "test/a",
    "test/b",
  );
  expect(rows).toEqual(["a test", "a train", "a validation", "b test", "b train", "b validation"]);
  expect(remarks.notes.join()).toContain('"valid" is used as validation');
});

test("without a test part the split is drawn, beside the validation part", async () => {
  const { classes, rows, leftOut, remarks } = await read(
    "train/a",
    "train/b",
    "val/a",
    "val/b",
    "unlabeled/1.jpg",
    "unlabeled/2.jpg",
  );
  expect(classes).toEqual(["a", "b"]);
  expect(rows).toEqual(["a drawn", "a validation", "b drawn", "b validation"]);
  expect(leftOut).toEqual(["unlabeled/1.jpg", "unlabeled/2.jpg"]);
  expect(remarks.warnings).toEqual([
    expect.stringMatching(/No test part .* are drawn from "train".* "val" is used as validation/),
    expect.stringMatching(/^2 images in "unlabeled" are left out: .* not labelled/),
  ]);
});

test.each([
  ["a test part without labels", ["train/a", "train/b", "test/1.jpg"], "test/1.jpg"],
  ["one below another folder", ["train/a", "train/b", "test/images/1.jpg"], "test/images/1.jpg"],
  [
    "images to predict",
    ["seg_train/a", "seg_train/b", "seg_test/a", "seg_pred/seg_pred/1.jpg"],
    "seg_pred/seg_pred/1.jpg",
  ],
  [
    "unlabelled images inside a part",
    ["train/a", "train/b", "train/unsup", "test/a", "test/b"],
    "train/unsup/1.jpg",
  ],
  ["unlabelled images beside classes", ["a", "b", "unlabeled"], "unlabeled/1.jpg"],
  ["images beside the parts", ["train/a", "train/b", "test/a", "test/b", "cover.jpg"], "cover.jpg"],
  ["images beside the classes", ["a", "b", "overview.jpg"], "overview.jpg"],
  [
    "images beside the classes of a part",
    ["train/a", "train/b", "train/x.jpg", "test/a"],
    "train/x.jpg",
  ],
  ["samples beside the parts", ["train/a", "train/b", "test/a", "sample/1.jpg"], "sample/1.jpg"],
])("left out and warned of: %s", async (_, places, file) => {
  const { classes, leftOut, remarks } = await read(...places);
  expect(classes).toEqual(["a", "b"]);
  expect(leftOut).toEqual([file]);
  expect(remarks.warnings.join()).toMatch(/1 image .* is left out/);
});

test.each([
  ["one folder", ["PetImages/Cat", "PetImages/Dog"], "PetImages"],
  ["two folders", ["archive/data/Cat", "archive/data/Dog"], "archive/data"],
  [
    "what macOS adds",
    ["PetImages/Cat", "PetImages/Dog", "__MACOSX/PetImages", ".cache/x"],
    "PetImages",
  ],
  ["a file beside it", ["PetImages/Cat", "PetImages/Dog", "readme.txt"], "PetImages"],
  ["a training part alone", ["train/Cat", "train/Dog"], "train"],
  [
    "lists beside the parts",
    ["images/train/Cat", "images/train/Dog", "images/test/Cat", "labels/train.txt"],
    "images",
  ],
])(
  "a folder that only holds the class folders is looked through: %s",
  async (_, places, wrapper) => {
    const { classes, remarks } = await read(...places);
    expect(classes).toEqual(["Cat", "Dog"]);
    expect(remarks.notes[0]).toBe(`The folder "${wrapper}" was looked through.`);
  },
);

test("one class is not a wrapper", async () => {
  const { classes } = await read("cat", "cat/more");
  expect(classes).toEqual(["cat"]);
});

test("class folders in class folders are warned of", async () => {
  const { classes, remarks } = await read(
    "animals/cat",
    "animals/dog",
    "vehicles/bus",
    "vehicles/car",
  );
  expect(classes).toEqual(["animals", "vehicles"]);
  expect(remarks.warnings).toEqual([
    expect.stringContaining('"animals" (cat, dog), "vehicles" (bus, car)'),
  ]);
});

test("folders that only look like parts are classes", async () => {
  expect((await read("test tubes", "training shoes")).classes).toEqual([
    "test tubes",
    "training shoes",
  ]);
  expect((await read("train", "bus")).classes).toEqual(["bus", "train"]);
  // One folder inside each class says nothing.
  expect((await read("n01/images", "n02/images")).classes).toEqual(["n01", "n02"]);
});

test.each([
  [
    "sites that hold the same classes",
    ["berlin/cat", "berlin/dog", "paris/cat", "paris/dog"],
    /"berlin", "paris"\) all hold the same folders \("cat", "dog"\)/,
  ],
  [
    "a part of an unknown name",
    ["train/cat", "train/dog", "test/cat", "extra/cat", "extra/dog"],
    /"extra" .* its name is not a known part/,
  ],
  [
    "two parts of one kind",
    ["train/cat", "test/cat", "eval/cat"],
    /"eval", "test" both look like the test part/,
  ],
  ["parts without classes", ["train", "test"], /are parts of a split \(test, train\), not classes/],
  [
    "a class and a part in one name",
    ["cat_train", "cat_test", "dog_train", "dog_test"],
    /are parts of a split/,
  ],
  ["no training part", ["val/cat", "val/dog", "test/cat", "test/dog"], /are parts of a split/],
  [
    "a training part without classes",
    ["train", "test/cat", "test/dog"],
    /no class folders to train on/,
  ],
  [
    "other classes in the test part",
    ["train/cat", "train/dog", "test/x", "test/y"],
    /"test" \("x", "y"\) are not the classes of the training part \("cat", "dog"\)/,
  ],
])("refused by name: %s", async (_, places, message) => {
  await expect(listed(...places)).rejects.toMatchObject({
    code: "DATASET_INVALID",
    message: expect.stringMatching(message),
    hint: expect.stringMatching(/manifest/),
  });
});

test("a folder beside the classes that holds other files is named, with the folder that was meant", async () => {
  await expect(listed("images/cat", "images/dog", "annotations/1.xml")).rejects.toMatchObject({
    code: "DATASET_EMPTY",
    message: expect.stringContaining('"annotations" (only .xml)'),
    hint: expect.stringContaining('the folders in "images", name that folder'),
  });
});

test("a part that is a link is not followed, and this is said", async () => {
  const folder = await tempFolder();
  await writeFiles(folder, {
    "set/test/a/1.jpg": "x",
    "set/test/b/1.jpg": "x",
    "other/a/1.jpg": "x",
  });
  await symlink("../other", join(folder, "set/train"));
  await expect(listFolder({ path: "set" }, { baseDir: folder })).rejects.toMatchObject({
    code: "DATASET_INVALID",
    message: expect.stringContaining('"train" is a link'),
  });
});

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
