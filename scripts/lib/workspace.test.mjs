import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { bin, root } from "./workspace.mjs";

const place = path.join(root, "scripts/lib/workspace.mjs");

const CHILD = `process.on("SIGTERM", () => { console.log("asked to stop"); process.exit(7); });
setInterval(() => {}, 1000);
console.log("ready");`;

test("a signal goes on to the command that runs, and its end is awaited", async () => {
  const script = `const { run } = await import(${JSON.stringify(place)});
process.exit(await run(process.execPath, ["-e", ${JSON.stringify(CHILD)}], { shell: false }));`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", script]);
  let output = "";
  parent.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
    if (text.includes("ready")) parent.kill("SIGTERM");
  });
  const [status] = await once(parent, "close");
  expect([output, status]).toEqual(["ready\nasked to stop\n", 7]);
});

test("a tool runs on the Node that runs the script, whatever node the PATH names", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "graft-node-"));
  writeFileSync(path.join(folder, "node"), "#!/bin/sh\necho another node\n");
  chmodSync(path.join(folder, "node"), 0o755);
  const script = `const { run } = await import(${JSON.stringify(place)});
process.exit(await run(${JSON.stringify(bin("vitest"))}, ["--version"]));`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    env: { ...process.env, PATH: [folder, process.env.PATH].join(path.delimiter) },
  });
  rmSync(folder, { recursive: true });
  expect(stdout).toMatch(/^vitest\/.* node-v/);
  expect(stdout).toContain(`node-${process.version}`);
});
