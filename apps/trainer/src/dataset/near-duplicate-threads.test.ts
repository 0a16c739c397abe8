import { RENDERINGS, renderScene } from "@graft/core/learning/drawn-images";
import { createSmallImages, shrinkImage } from "@graft/core/learning/duplicates";
import { expect, test } from "vitest";
import { searchInParts } from "./near-duplicate-threads.ts";

const SIDE = 64;

/** 100 drawn scenes, of each fifth a darker copy. */
function scenes() {
  const images = Array.from({ length: 100 }, (_, i) =>
    renderScene(RENDERINGS[i % 2]!, { seed: i + 1, size: SIDE }),
  );
  const darker = images.filter((_, i) => i % 5 === 0).map((pixels) => pixels.map((v) => v * 0.8));
  const all = [...images, ...darker];
  const small = createSmallImages(all.length, SIDE);
  for (const [i, pixels] of all.entries()) shrinkImage(small, i, pixels);
  const compared = { keys: all.map((_, i) => String(i)), sides: all.map(() => SIDE) };
  return { small, compared };
}

test("the same pairs on this thread, on one other and on three", async () => {
  const work = scenes();
  const here = await searchInParts(work, { threads: 0 });
  expect(here.isComplete).toBe(true);
  expect(here.pairs.map(({ first, second }) => [first, second])).toEqual(
    Array.from({ length: 20 }, (_, i) => [5 * i, 100 + i]),
  );
  for (const threads of [1, 3]) expect(await searchInParts(work, { threads })).toEqual(here);
});

test.each([0, 2])("a signal ends the search on %d threads", async (threads) => {
  const work = scenes();
  const stop = new AbortController();
  const searched = searchInParts(work, { threads, signal: stop.signal });
  setImmediate(() => stop.abort(new Error("stopped")));
  await expect(searched).rejects.toThrow("stopped");
  await expect(searchInParts(work, { threads, signal: stop.signal })).rejects.toThrow("stopped");
});
