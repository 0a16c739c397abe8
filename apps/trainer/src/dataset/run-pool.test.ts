import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { runPool } from "./run-pool.ts";

test("does every item once, never more than the limit at a time", async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await runPool(
    [5, 1, 3, 2, 4],
    async (ms) => {
      running += 1;
      most = Math.max(most, running);
      await setTimeout(ms);
      running -= 1;
      done.push(ms);
    },
    { limit: 2 },
  );
  expect([done.sort((a, b) => a - b), most]).toEqual([[1, 2, 3, 4, 5], 2]);
});

test("stops after a failure, once all that had begun has ended", async () => {
  const ended: number[] = [];
  const work = async (item: number) => {
    await setTimeout(item === 1 ? 1 : 10);
    if (item === 1) throw new Error("broken");
    ended.push(item);
  };
  await expect(runPool([0, 1, 2, 3, 4], work, { limit: 2 })).rejects.toThrow("broken");
  expect(ended).toEqual([0]);
});

test("starts nothing more after an interruption", async () => {
  const controller = new AbortController();
  const begun: number[] = [];
  const work = async (item: number) => {
    begun.push(item);
    await setTimeout(1);
    if (item === 2) controller.abort(new Error("stop"));
  };
  const pool = runPool([1, 2, 3, 4], work, { limit: 1, signal: controller.signal });
  await expect(pool).rejects.toThrow("stop");
  expect(begun).toEqual([1, 2]);
});
