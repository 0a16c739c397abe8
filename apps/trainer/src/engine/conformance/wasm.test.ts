import { beforeAll, describe } from "vitest";
import { openWasm } from "../wasm/open-wasm.ts";
import { defineConformance } from "./define-conformance.ts";

describe("wasm", () => {
  beforeAll(async () => {
    await openWasm({ threads: 2 });
  });
  defineConformance("wasm", { numRuns: 40 });
});
