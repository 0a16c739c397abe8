import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { installedName, kernelPackage } from "../installed-tensorflow.ts";
import { installTensorFlow, removeLeftovers, removeTensorFlow } from "./install-tensorflow.ts";

let home: string;
let programs: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "graft-backends-"));
  programs = mkdtempSync(join(tmpdir(), "graft-programs-"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
  rmSync(programs, { recursive: true, force: true });
});

const install = (): Promise<unknown> =>
  installTensorFlow({ kind: "cpu", from: "wheel", home, onStep: () => {} });

const canInstall =
  process.platform === "linux" && process.arch === "x64" && kernelPackage("cpu") !== null;
const skipped = canInstall ? "" : " (skipped: for 64-bit Linux with the optional npm packages)";

describe.skipIf(!canInstall)(`An installation that fails${skipped}`, () => {
  beforeEach(() => {
    vi.stubEnv("PATH", programs);
    vi.stubEnv("CXX", "");
    program("c++", "exit 0");
  });

  test("for want of a build of TensorFlow says so and leaves nothing behind", async () => {
    python("echo 'ERROR: No matching distribution found for tensorflow-cpu==2.21.0' >&2; exit 1");
    await expect(install()).rejects.toMatchObject({
      code: "DEVICE_UNAVAILABLE",
      message: expect.stringMatching(
        /could not download tensorflow-cpu==2\.21\.0: ERROR: No matching distribution/,
      ),
      hint: expect.stringMatching(/no build of it for this system/),
    });
    expect(readdirSync(home)).toEqual([]);
  });

  test("for want of a network points at the network", async () => {
    python("echo 'ERROR: Could not reach the index' >&2; exit 1");
    await expect(install()).rejects.toMatchObject({ hint: expect.stringMatching(/network/) });
  });

  test("for want of space says so", async () => {
    python("echo 'OSError: [Errno 28] No space left on device' >&2; exit 1");
    await expect(install()).rejects.toMatchObject({ code: "DISK_FULL" });
  });

  test("can be stopped", async () => {
    const begun = join(programs, "begun");
    python(`: > '${begun}'; exec sleep 100000`);
    const controller = new AbortController();
    const { signal } = controller;
    const stopped = installTensorFlow({
      kind: "cpu",
      from: "wheel",
      home,
      signal,
      onStep: () => {},
    });
    const outcome = expect(stopped).rejects.toThrow("stop");
    await expect.poll(() => existsSync(begun)).toBe(true);
    controller.abort(new Error("stop"));
    await outcome;
    expect(readdirSync(home)).toEqual([]);
  });
});

test("leftovers of processes that are gone are removed, those of running ones stay", async () => {
  mkdirSync(join(home, ".building-4194305-a"));
  mkdirSync(join(home, `.building-${process.pid}-b`));
  await removeLeftovers(home);
  expect(readdirSync(home)).toEqual([`.building-${process.pid}-b`]);
});

test("remove undoes one kind and leaves the other", async () => {
  const [cpu, gpu] = [installedName("cpu", "2.21.0"), installedName("gpu", "2.21.0")];
  for (const name of [cpu, gpu, "downloads-cpu"]) mkdirSync(join(home, name));
  const removed = await removeTensorFlow("cpu", home);
  expect(removed.toSorted()).toEqual([join(home, "downloads-cpu"), join(home, cpu)]);
  expect(readdirSync(home)).toEqual([gpu]);
  expect(await removeTensorFlow("cpu", home)).toEqual([]);
  expect(await removeTensorFlow("cpu", join(home, "nowhere"))).toEqual([]);
  expect(existsSync(join(home, gpu))).toBe(true);
});

/** A pip that answers what version it is and then does what `download` says. */
function python(download: string): void {
  program(
    "python3",
    `case "$3" in --version) echo 'pip 24.0 from x (python 3.12)';; *) ${download};; esac`,
  );
}

function program(name: string, script: string): void {
  const path = join(programs, name);
  writeFileSync(path, `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
  chmodSync(path, 0o755);
}
