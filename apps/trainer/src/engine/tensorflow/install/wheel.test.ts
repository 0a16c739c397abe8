import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCommand } from "./requirements.ts";

import { cudaRequirements, fetchWheel, unpackWheel, WHEELS } from "./wheel.ts";

const pip = { python: "python3" };
const hasPython = (await runCommand("python3", ["--version"])).status === 0;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "graft-wheel-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(!hasPython)(`Wheels${hasPython ? "" : " (skipped: no python3)"}`, () => {
  test("what the patterns name is unpacked, and nothing else", async () => {
    const wheel = await makeWheel();
    const patterns = ["tensorflow/lib*.so.2", "tensorflow/include/tensorflow/c/*.h"];
    await unpackWheel(wheel, { pip, folder, patterns });
    expect(readFileSync(join(folder, "tensorflow/libtensorflow_cc.so.2"), "utf8")).toBe("cc");
    expect(existsSync(join(folder, "tensorflow/include/tensorflow/c/eager/c_api.h"))).toBe(true);
    expect(existsSync(join(folder, "tensorflow/python.py"))).toBe(false);
  });

  test("the packages that CUDA is in are read from the wheel itself", async () => {
    expect(await cudaRequirements(await makeWheel(), pip)).toEqual([
      "nvidia-cublas-cu12<13.0,>=12.5.3.2",
      "nvidia-nccl-cu12==2.27",
    ]);
  });

  test("a file that is no wheel is refused", async () => {
    const wheel = join(folder, "x.whl");
    writeFileSync(wheel, "no zip");
    await expect(unpackWheel(wheel, { pip, folder, patterns: ["*"] })).rejects.toMatchObject({
      code: "DEVICE_UNAVAILABLE",
      message: expect.stringMatching(/cannot be unpacked: .*BadZipFile/),
    });
  });
});

test("a download from an earlier attempt is used if its hash is right, else fetched again", async () => {
  const name = join(folder, "tensorflow_cpu-2.21.0-cp311-cp311-any.whl");
  writeFileSync(name, "wheel");
  const options = { pip: { python: "no-such-python" }, show: false };
  const sha256 = "88d0c2a44de1ccab0d67c6d0c4ff10e5a3ba5f46a1fa62ab3a7c8d8f8a0ad1c9";
  await expect(fetchWheel({ ...WHEELS.cpu, sha256 }, folder, options)).rejects.toMatchObject({
    code: "DEVICE_UNAVAILABLE",
  });
  expect(existsSync(name)).toBe(false);
  writeFileSync(name, "wheel");
  expect(await fetchWheel({ ...WHEELS.cpu, sha256: null }, folder, options)).toBe(name);
});

async function makeWheel(): Promise<string> {
  const wheel = join(folder, "tensorflow-2.21.0.whl");
  const script = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as archive:
    archive.writestr("tensorflow/libtensorflow_cc.so.2", "cc")
    archive.writestr("tensorflow/include/tensorflow/c/eager/c_api.h", "//")
    archive.writestr("tensorflow/python.py", "")
    archive.writestr("tensorflow-2.21.0.dist-info/METADATA", """Name: tensorflow
Requires-Dist: numpy >=1.26
Requires-Dist: nvidia-cublas-cu12 (<13.0,>=12.5.3.2) ; extra == 'and-cuda'
Requires-Dist: nvidia-nccl-cu12==2.27; extra == "and-cuda"
""")
`;
  await runCommand("python3", ["-c", script, wheel]);
  return wheel;
}
