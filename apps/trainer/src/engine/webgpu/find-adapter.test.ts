import { expect, test } from "vitest";
import { adapterFault } from "./find-adapter.ts";

test("a real GPU is taken; software only where it is allowed", () => {
  expect(adapterFault({ found: true, name: "NVIDIA H200", software: false }, false)).toBeNull();
  const software = { found: true, name: "llvmpipe (LLVM 15.0.6)", software: true } as const;
  expect(adapterFault(software, true)).toBeNull();
  expect(adapterFault(software, false)).toMatchObject({
    reason: expect.stringMatching(/llvmpipe \(LLVM 15\.0\.6\), computes on the processor/),
    remedy: expect.stringMatching(/GRAFT_SOFTWARE_GPU=1/),
  });
});

test.each([
  [{ found: false }, /no GPU with a driver/, /apt-get install libvulkan1/],
  [{ problem: "no Vulkan (libvulkan.so.1) is installed" }, /no Vulkan/, /libvulkan1/],
  [{ problem: "the optional package webgpu is not there" }, /optional package/, /npm run setup/],
  [
    { problem: "/lib/libstdc++.so.6: version `GLIBCXX_3.4.30' not found (required by dawn.node)" },
    /GLIBCXX_3\.4\.30/,
    /glibc 2\.34/,
  ],
  [
    { problem: "Cannot find module '/x/webgpu/dist/linux-ia32/dawn.node'" },
    /linux-ia32/,
    /no build for this system/,
  ],
  [{ problem: "the driver ended the process by SIGSEGV" }, /SIGSEGV/, /driver/],
] as const)("%o is said with its remedy", (answer, reason, remedy) => {
  expect(adapterFault(answer, true)).toMatchObject({
    reason: expect.stringMatching(reason),
    remedy: expect.stringMatching(remedy),
  });
});
