import { AppError } from "@graft/core/contract/errors";
import { expect, test } from "vitest";
import { openEngine, probeEngines } from "./open-engine.ts";

const refuse = (name: string) => () =>
  Promise.reject(
    new AppError({
      code: "DEVICE_UNAVAILABLE",
      message: `${name} is not installed`,
      hint: `Install ${name}.`,
    }),
  );
const open = (version: string) => () => Promise.resolve({ version, detail: "2 threads" });

test("auto takes the fastest engine that opens and says why not a faster one", async () => {
  const openers = {
    "tensorflow-gpu": refuse("CUDA"),
    webgpu: refuse("a GPU driver"),
    tensorflow: open("2.21.0"),
    wasm: refuse("wasm"),
  };
  expect(await openEngine("auto", openers)).toEqual({
    name: "tensorflow",
    version: "2.21.0",
    detail: "2 threads",
    reason: "CUDA is not installed; a GPU driver is not installed",
  });
});

test("a named engine is opened or refused, never replaced", async () => {
  const openers = {
    "tensorflow-gpu": refuse("CUDA"),
    webgpu: refuse("Vulkan"),
    tensorflow: open("2"),
    wasm: open("4"),
  };
  await expect(openEngine("gpu", openers)).rejects.toMatchObject({
    code: "DEVICE_UNAVAILABLE",
    message: 'device "gpu": CUDA is not installed; Vulkan is not installed',
    hint: "Install CUDA. Install Vulkan.",
  });
});

const broken = () => Promise.reject(new Error("broken"));

test("a fault that is no missing device is not swallowed", async () => {
  const openers = {
    "tensorflow-gpu": broken,
    webgpu: open("0"),
    tensorflow: open("2"),
    wasm: open("4"),
  };
  await expect(openEngine("auto", openers)).rejects.toThrow("broken");
});

test("wasm is always there", async () => {
  const engine = await openEngine("wasm");
  expect(engine).toMatchObject({ name: "wasm", version: "4.22.0" });
  expect(engine.detail).toMatch(/^\d+ threads?$/);
  const probes = await probeEngines();
  expect(probes.map(({ name }) => name)).toEqual([
    "tensorflow-gpu",
    "webgpu",
    "tensorflow",
    "wasm",
  ]);
  expect(probes.at(-1)).toMatchObject({ available: true, remedy: "" });
});
