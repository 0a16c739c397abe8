import { totalmem } from "node:os";
import { AppError } from "@graft/core/contract/errors";
import { expect, test } from "vitest";
import { limitMemory, reportOutOfMemory, type TensorFlowBackend } from "./tensorflow-backend.ts";

// TensorFlow itself waits ten seconds for memory before it says this.
const OOM =
  "Invalid TF_Status: 8\nMessage: OOM when allocating tensor with shape[50000,20000] and type float on CPU:0 by allocator mklcpu";

test("TensorFlow's lack of memory is an AppError that names the shape", () => {
  const backend = failing(OOM);
  reportOutOfMemory(backend);
  for (const name of ["executeSingleOutput", "executeMultipleOutputs"] as const) {
    const call = () => backend[name]("MatMul", [], [], 1);
    expect(call).toThrow(AppError);
    expect(call).toThrow(
      expect.objectContaining({
        code: "OUT_OF_MEMORY",
        message: expect.stringMatching(/shape \[50000,20000\]\./),
      }),
    );
  }
});

test("other errors go through as they are", () => {
  const backend = failing("Invalid TF_Status: 3");
  reportOutOfMemory(backend);
  expect(() => backend.executeSingleOutput("MatMul", [], [])).toThrow("Invalid TF_Status: 3");
});

test("the limit is below the machine's memory, and one that is set stays", () => {
  const env: NodeJS.ProcessEnv = {};
  limitMemory(env);
  expect(Number(env["TF_MKL_ALLOC_MAX_BYTES"])).toBeGreaterThan(0);
  expect(Number(env["TF_MKL_ALLOC_MAX_BYTES"])).toBeLessThan(totalmem());
  const own = { TF_MKL_ALLOC_MAX_BYTES: "5" };
  limitMemory(own);
  expect(own).toEqual({ TF_MKL_ALLOC_MAX_BYTES: "5" });
});

/** The two calls of the backend that run ops, both failing. */
function failing(message: string): TensorFlowBackend {
  const execute = (): never => {
    throw new Error(message);
  };
  const calls = { executeSingleOutput: execute, executeMultipleOutputs: execute };
  return calls as unknown as TensorFlowBackend;
}
