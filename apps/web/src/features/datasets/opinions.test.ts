import { expect, test } from "vitest";
import { summariseOpinions } from "./opinions.tsx";

const summarise = (predicted: readonly number[], isSuspect: boolean) =>
  summariseOpinions(
    predicted.map((predicted, index) => ({
      runId: index,
      name: null,
      method: "scratch",
      experiment: "e",
      repeat: 0,
      predicted,
      probabilities: [],
    })),
    { label: 0, classNames: ["cat", "dog", "owl"], isSuspect },
  );
const say = (...predicted: number[]) => summarise(predicted, false);

test("what the runs together say", () => {
  expect(say()).toBeNull();
  expect(say(0)).toBe("The one run tested on it classified it correctly.");
  expect(say(1)).toBe("The one run tested on it predicted dog.");
  expect(say(0, 0)).toBe("Both runs classified it correctly.");
  expect(say(0, 1, 2)).toBe("1 of 3 runs classified it correctly.");
  expect(say(1, 1, 1)).toBe("All 3 runs predicted dog.");
  expect(summarise([1, 1, 0], true)).toBe(
    "1 of 3 runs classified it correctly. Its label may be wrong.",
  );
  expect(say(1, 2)).toBe("Both runs predicted another class.");
});
