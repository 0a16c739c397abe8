import { EventEmitter, once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { MemoryBudget } from "./memory-budget.ts";

/** Holds `bytes` until `end` is called; `log` tells what runs, in order. */
function hold(budget: MemoryBudget, bytes: number, log: number[]) {
  const gate = new EventEmitter();
  const ended = budget.hold(bytes, async () => {
    log.push(bytes);
    await once(gate, "end");
  });
  return { ended, end: () => gate.emit("end") };
}

test("work shares the limit, starts in order, and what is too large runs alone", async () => {
  const budget = new MemoryBudget(10);
  const log: number[] = [];
  const [four, six, huge, one] = [4, 6, 99, 1].map((bytes) => hold(budget, bytes, log));
  await setImmediate();
  expect(log).toEqual([4, 6]);
  four!.end();
  await four!.ended;
  await setImmediate();
  // One byte would fit beside the six, but the huge one was there first.
  expect(log).toEqual([4, 6]);
  six!.end();
  await six!.ended;
  await setImmediate();
  expect(log).toEqual([4, 6, 99]);
  huge!.end();
  await huge!.ended;
  await setImmediate();
  expect(log).toEqual([4, 6, 99, 1]);
  one!.end();
  await one!.ended;
});

test("work that fails gives its share back", async () => {
  const budget = new MemoryBudget(1);
  await expect(budget.hold(1, () => Promise.reject(new Error("bad")))).rejects.toThrow("bad");
  await expect(budget.hold(1, () => Promise.resolve("next"))).resolves.toBe("next");
});
