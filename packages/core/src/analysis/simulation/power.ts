import { createRng, type Rng } from "../random/index.ts";
import { holm, imagesNeeded, SIGNIFICANT } from "../stats/index.ts";
import { type Effort, type StatisticsCheck, toCheck } from "./check.ts";
import { pValueOf } from "./false-claims.ts";

/** The chance that the test images a comparison asks for find the lead of the best run, four times out of five. */
export function checkPower({ experiments, isPart }: Effort): StatisticsCheck[] {
  return (isPart ? [2, 4] : [2, 4, 8]).map((numRuns) => {
    const lead = { gain: 0.06, discordant: 0.14 };
    const numPairs = (numRuns * (numRuns - 1)) / 2;
    const numImages = imagesNeeded(lead, { level: SIGNIFICANT / numPairs });
    const rng = createRng(4);
    const tried = isPart ? experiments : Math.min(experiments, 1000);
    let found = 0;
    for (let e = 0; e < tried; e++) {
      const runs = drawRuns({ numRuns, numImages, ...lead }, rng);
      // The pair of the best run and one other comes first.
      const pairs = runs.flatMap((one, i) =>
        runs.slice(i + 1).map((other) => pValueOf(one, other)),
      );
      found += Number(holm(pairs)[0]! < SIGNIFICANT);
    }
    const cell = `${numRuns} runs, ${numImages} images for a gain of 6 points`;
    return toCheck(
      { check: "power", cell, share: found / tried },
      { low: 0.78, high: 0.86 },
      tried,
    );
  });
}

/** One run that is better than all others, which are equally good; each differs from it on as many images. */
function drawRuns(
  {
    numRuns,
    numImages,
    gain,
    discordant,
  }: { numRuns: number; numImages: number; gain: number; discordant: number },
  rng: Rng,
) {
  const accuracy = 0.85;
  const best = Array.from({ length: numImages }, () => rng() < accuracy);
  const lost = (discordant + gain) / 2 / accuracy;
  const won = (discordant - gain) / 2 / (1 - accuracy);
  const others = Array.from({ length: numRuns - 1 }, (_, i) => ({
    name: `run ${i + 1}`,
    correct: best.map((hit) => (hit ? rng() >= lost : rng() < won)),
  }));
  return [{ name: "best", correct: best }, ...others];
}
