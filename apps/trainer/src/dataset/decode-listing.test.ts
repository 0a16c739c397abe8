import { expect, test } from "vitest";
import { runPool } from "./decode-listing.ts";

/** Work that goes on until it is told to end, item by item. */
function heldWork() {
  const begun: number[] = [];
  const ends = new Map<number, { finish: () => void; fail: (error: Error) => void }>();
  const work = (item: number) =>
    new Promise<void>((finish, fail) => {
      begun.push(item);
      ends.set(item, { finish, fail });
    });
  /** Ends one, and lets the pool take what follows from it. */
  const end = async (item: number, error?: Error) => {
    if (error) ends.get(item)?.fail(error);
    else ends.get(item)?.finish();
    await new Promise(setImmediate);
  };
  return { work, begun, end };
}

test("does every item once, never more than the limit at a time", async () => {
  const { work, begun, end } = heldWork();
  const pool = runPool([5, 1, 3, 2, 4], work, { limit: 2 });
  expect(begun).toEqual([5, 1]);
  await end(1);
  expect(begun).toEqual([5, 1, 3]);
  await end(3);
  await end(5);
  expect(begun).toEqual([5, 1, 3, 2, 4]);
  await end(2);
  await end(4);
  await pool;
  expect(begun).toEqual([5, 1, 3, 2, 4]);
});

test("stops after a failure, once all that had begun has ended", async () => {
  const { work, begun, end } = heldWork();
  let over = false;
  const pool = runPool([0, 1, 2, 3, 4], work, { limit: 2 }).finally(() => {
    over = true;
  });
  const outcome = expect(pool).rejects.toThrow("broken");
  await end(1, new Error("broken"));
  expect(over).toBe(false);
  await end(0);
  await outcome;
  expect(begun).toEqual([0, 1]);
});

test("starts nothing more after an interruption", async () => {
  const { work, begun, end } = heldWork();
  const controller = new AbortController();
  const pool = runPool([1, 2, 3, 4], work, { limit: 1, signal: controller.signal });
  const outcome = expect(pool).rejects.toThrow("stop");
  await end(1);
  controller.abort(new Error("stop"));
  await end(2);
  await outcome;
  expect(begun).toEqual([1, 2]);
});
