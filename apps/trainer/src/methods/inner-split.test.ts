import { expect, test } from "vitest";
import { cutInnerSplit } from "./inner-split.ts";
import { tinyTask } from "./testing/tiny-task.ts";

const cut = { fraction: 0.25, purpose: "test" };

test("holds back a part of each class, of the training images only", async () => {
  const whole = await tinyTask(null);
  const { task, held } = cutInnerSplit(whole, cut);
  expect(held).toHaveLength(6);
  expect([...task.train, ...held].toSorted((a, b) => a - b)).toEqual([...whole.train]);
  expect(held.filter((position) => whole.labels[position] === 1)).toHaveLength(3);
  expect([task.validation, task.test]).toEqual([whole.validation, whole.test]);
});

const held = async (changes: object, seed = 1) =>
  cutInnerSplit(await tinyTask(null, { seed }), { ...cut, ...changes }).held;

test("seed and purpose decide which", async () => {
  expect(await held({})).toEqual(await held({}));
  expect(await held({ purpose: "other" })).not.toEqual(await held({}));
  expect(await held({}, 2)).not.toEqual(await held({}));
});

test("copies and groups stay on one side", async () => {
  const units = Array.from({ length: 42 }, (_, i) => `unit-${Math.floor(i / 4)}`);
  const { task, held } = cutInnerSplit(await tinyTask(null, { units }), cut);
  const kept = new Set(Array.from(task.train, (position) => units[position]));
  expect(held.length).toBeGreaterThan(0);
  expect([...held].filter((position) => kept.has(units[position]!))).toEqual([]);
});

test("a fraction of 0 holds back nothing", async () => {
  const whole = await tinyTask(null);
  expect(cutInnerSplit(whole, { ...cut, fraction: 0 })).toEqual({
    task: whole,
    held: new Int32Array(),
  });
});
