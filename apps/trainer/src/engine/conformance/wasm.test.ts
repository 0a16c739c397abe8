import { beforeAll, describe } from "vitest";
import { openWasm } from "../wasm/open-wasm.ts";
import { casesPer, defineConformance } from "./define-conformance.ts";
import { defineTraining } from "./define-training.ts";

describe("wasm", () => {
  beforeAll(async () => {
    await openWasm({ threads: 2 });
  });
  defineConformance("wasm", { numRuns: casesPer(25) });
  defineTraining("wasm", { steps: 60 });
});
