import { expect, test } from "vitest";
import { gpuFault } from "./gpu.ts";

test("a driver that is too old for CUDA 12 comes first", () => {
  expect(gpuFault(["/x/libcudnn.so.9: no such file"], "470.57.02")).toMatchObject({
    reason: expect.stringMatching(/driver 470\.57\.02 is older than 525\.60/),
    remedy: expect.stringMatching(/Update the NVIDIA driver/),
  });
});

test("libraries that do not load are named, with the linker's words for the first", () => {
  const unloaded = [
    "/b/nvidia/cudnn/lib/libcudnn_ops.so.9: cannot open shared object file",
    "/b/nvidia/nccl/lib/libnccl.so.2: cannot open shared object file",
  ];
  expect(gpuFault(unloaded, "525.60.13")).toMatchObject({
    reason: expect.stringMatching(/\(libcudnn_ops\.so\.9, libnccl\.so\.2\): .*cannot open/),
    remedy: expect.stringMatching(/CUDA 12 from 12\.5 on and cuDNN 9 from 9\.3 on/),
  });
});

test("with everything in place it says what has to fit", () => {
  const { remedy } = gpuFault([], "570.1");
  expect(remedy).toMatch(/CUDA 12 .* driver of 525\.60 or later/);
});
