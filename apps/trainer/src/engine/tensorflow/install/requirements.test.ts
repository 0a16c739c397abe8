import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findCompiler, findPip, prepareFolder } from "./requirements.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "graft-install-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("pip is looked for in python3, then python", async () => {
  program("python", "echo 'pip 23.2.1 from /somewhere (python 3.11)'");
  expect(await findPip({ PATH: folder })).toEqual({ python: "python" });
  program("python3", "echo 'pip 24.0 from /somewhere (python 3.12)'");
  expect(await findPip({ PATH: folder })).toEqual({ python: "python3" });
});

test("no pip, and a pip that is too old, are each said", async () => {
  await expect(findPip({ PATH: folder })).rejects.toMatchObject({
    code: "DEVICE_UNAVAILABLE",
    message: expect.stringMatching(/none found/),
    hint: expect.stringMatching(/python3-pip/),
  });
  program("python3", "echo 'pip 18.1 from /somewhere (python 3.7)'");
  await expect(findPip({ PATH: folder })).rejects.toMatchObject({
    message: expect.stringMatching(/pip 18\.1 is older/),
  });
});

test("a compiler that CXX names is taken or refused, never replaced", async () => {
  program("clang++", "exit 0");
  expect(await findCompiler({ PATH: folder })).toBe("clang++");
  await expect(findCompiler({ PATH: folder, CXX: "no-such-compiler" })).rejects.toMatchObject({
    code: "DEVICE_UNAVAILABLE",
    message: expect.stringMatching(/tried no-such-compiler/),
    hint: expect.stringMatching(/g\+\+/),
  });
});

test("too little space, and a folder that cannot be made, are each said", async () => {
  await prepareFolder(join(folder, "a", "b"), 1);
  await expect(prepareFolder(folder, 1e18)).rejects.toMatchObject({
    code: "DISK_FULL",
    message: expect.stringMatching(/1000000000\.0 GB needed/),
    hint: expect.stringMatching(/GRAFT_BACKENDS/),
  });
  writeFileSync(join(folder, "file"), "");
  await expect(prepareFolder(join(folder, "file", "sub"), 1)).rejects.toMatchObject({
    code: "OUTPUT_NOT_WRITABLE",
  });
});

function program(name: string, script: string): void {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}
