import { AppError } from "@graft/core/contract/errors";
import { expect, test } from "vitest";
import { findTrainedPart } from "./find-trained-part.ts";
import type { LoadedBackbone } from "./loaded-backbone.ts";

/** input -> stem -> a -> b -> sum (stem + b) -> c -> out */
const NET: [name: string, ...inputs: string[]][] = [
  ["input"],
  ["stem", "input"],
  ["a", "stem"],
  ["b", "a"],
  ["sum", "stem", "b"],
  ["c", "sum"],
  ["out", "c"],
];

function backbone(): LoadedBackbone {
  const layers = NET.map(([name, ...inputs]) => ({
    class_name: inputs.length === 0 ? "InputLayer" : "Activation",
    name,
    config: { name },
    inbound_nodes: inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])],
  }));
  const config = { layers, output_layers: [["out", 0, 0]] };
  return {
    path: "net/model.json",
    topology: { class_name: "Model", config },
  } as unknown as LoadedBackbone;
}

test("a layer that all passes through begins the trained part", () => {
  const { below, layers } = findTrainedPart(backbone(), "c");
  expect(below).toBe("sum");
  expect([...layers]).toEqual(["c", "out"]);
  // The sum reads the stem beside the branch: from the branch's first layer on, both come from the stem.
  expect(findTrainedPart(backbone(), "a").below).toBe("stem");
});

test("inside a residual block there is no single input: the hint names the block's start", () => {
  const refusal = catchError(() => findTrainedPart(backbone(), "b"));
  expect(refusal.code).toBe("BACKBONE_LAYER_UNKNOWN");
  expect(refusal.message).toContain("reads 2 tensors");
  expect(refusal.hint).toContain('"a"');
});

test("a name that is nearly right is suggested; the input itself has nothing below", () => {
  expect(catchError(() => findTrainedPart(backbone(), "stm")).message).toContain('"stem"');
  expect(catchError(() => findTrainedPart(backbone(), "input")).message).toContain(
    "nothing lies below",
  );
});

function catchError(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
