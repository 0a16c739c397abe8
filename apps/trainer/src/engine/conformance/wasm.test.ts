import { beforeAll, describe } from "vitest";
import { openWasm } from "../wasm/open-wasm.ts";
import { casesPer, defineConformance, defineTraining } from "./define-conformance.ts";

describe("wasm", () => {
  beforeAll(async () => {
    await openWasm({ threads: 2 });
  });
  defineConformance("wasm", { numRuns: casesPer(25) });
  defineTraining("wasm", { steps: 60 });
});
