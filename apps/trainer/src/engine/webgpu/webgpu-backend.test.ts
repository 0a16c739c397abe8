import { AppError } from "@graft/core/contract/errors";
import { expect, test } from "vitest";
import { type GpuDevice, guardDevice, type WebGpuBackend } from "./webgpu-backend.ts";

test("values are read as they are while nothing is wrong", async () => {
  const { backend } = guarded();
  expect(await backend.read({})).toEqual(Float32Array.of(1));
});

test("a failed allocation is an error where values are read, and stays one", async () => {
  const { backend, report } = guarded();
  report("Out of memory. Failed to allocate a buffer of 8589934592 bytes\n - While calling");
  report("[Invalid Buffer] is invalid due to a previous error.");
  for (let read = 0; read < 2; read++) {
    await expect(backend.read({})).rejects.toMatchObject({
      code: "OUT_OF_MEMORY",
      message: expect.stringMatching(/Failed to allocate a buffer of 8589934592 bytes$/),
      hint: expect.stringMatching(/smaller batchSize/),
    });
  }
});

test("a tensor larger than the GPU's largest buffer is out of memory too", async () => {
  const { backend, report } = guarded();
  report("Buffer size (17179869184) exceeds the max buffer size limit (4294967296).");
  await expect(backend.read({})).rejects.toMatchObject({ code: "OUT_OF_MEMORY" });
});

test("a computation that the GPU refuses is said in its words", async () => {
  const { backend, report } = guarded();
  report("Error while parsing WGSL: :74:48 error: 'filter' is a reserved keyword");
  await expect(backend.read({})).rejects.toBeInstanceOf(AppError);
  await expect(backend.read({})).rejects.toMatchObject({
    code: "DEVICE_UNAVAILABLE",
    message: expect.stringMatching(/refused a computation: .*reserved keyword/),
  });
});

test("a lost device is said, one that was closed is not", async () => {
  const lost = guarded({
    reason: "unknown",
    message: "A valid external Instance no longer exists",
  });
  await expect(lost.backend.read({})).rejects.toMatchObject({
    code: "DEVICE_UNAVAILABLE",
    message: expect.stringMatching(/connection to the GPU was lost/),
  });
  const closed = guarded({ reason: "destroyed", message: "" });
  expect(await closed.backend.read({})).toEqual(Float32Array.of(1));
});

type Listener = Parameters<GpuDevice["addEventListener"]>[1];
const ignore: Listener = () => {};

/** A device that does what it is told, under a backend that reads a 1. */
function guarded(loss?: { reason: string; message: string }) {
  let listener: Listener = ignore;
  const device: GpuDevice = {
    lost: loss ? Promise.resolve(loss) : new Promise(() => {}),
    addEventListener: (_, given) => {
      listener = given;
    },
    destroy: () => {},
  };
  const backend = { read: async () => Float32Array.of(1) } as unknown as WebGpuBackend;
  guardDevice(backend, device);
  return { backend, report: (message: string) => listener({ error: { message } }) };
}
