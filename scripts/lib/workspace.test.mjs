import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { start } from "./testing/clone.mjs";
import { bin, root, statusOf } from "./workspace.mjs";

const place = path.join(root, "scripts/lib/workspace.mjs");

/** A process that runs `child` by `run`, then prints how that ended. */
function running(child, options = {}) {
  const script = `const { run } = await import(${JSON.stringify(place)});
const options = { shell: false, ...${JSON.stringify(options)} };
const ended = await run(process.execPath, ["-e", ${JSON.stringify(child)}], options);
console.log(JSON.stringify(ended));`;
  return start([process.execPath, "--input-type=module", "-e", script], { cwd: root });
}

const answers = (signal, work) =>
  `process.on("${signal}", () => { ${work} });
setInterval(() => {}, 1000);
console.log("ready");`;

test("a signal goes on to the command that runs, and its end is awaited", async () => {
  const parent = running(answers("SIGTERM", 'console.log("asked to stop"); process.exit(7);'));
  await parent.until("ready");
  parent.child.kill("SIGTERM");
  const { said } = await parent.ended;
  expect(said).toBe('ready\nasked to stop\n{"status":7,"signal":"SIGTERM"}\n');
});

test("a command that answers a signal with success is still known to have been stopped", async () => {
  const parent = running(answers("SIGINT", "process.exit(0);"), { group: true });
  await parent.until("ready");
  parent.child.kill("SIGINT");
  expect((await parent.ended).said).toBe('ready\n{"status":0,"signal":"SIGINT"}\n');
});

test("what a command started ends with it, and what does not listen is killed", async () => {
  const deaf = answers("SIGTERM", "");
  const both = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(deaf)}], { stdio: "inherit" });
process.on("SIGTERM", () => {});`;
  const parent = running(both, { group: true });
  await parent.until("ready");
  parent.child.kill("SIGTERM");
  // It ends only when the last that holds its output has ended: the second process, too.
  const ended = { status: statusOf("SIGKILL"), signal: "SIGTERM" };
  expect((await parent.ended).said).toBe(`ready\n${JSON.stringify(ended)}\n`);
});

test("a tool runs on the Node that runs the script, whatever node the PATH names", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "graft-node-"));
  writeFileSync(path.join(folder, "node"), "#!/bin/sh\necho another node\n");
  chmodSync(path.join(folder, "node"), 0o755);
  const script = `const { run } = await import(${JSON.stringify(place)});
process.exit((await run(${JSON.stringify(bin("vitest"))}, ["--version"])).status);`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    env: { ...process.env, PATH: [folder, process.env.PATH].join(path.delimiter) },
  });
  rmSync(folder, { recursive: true });
  expect(stdout).toMatch(/^vitest\/.* node-v/);
  expect(stdout).toContain(`node-${process.version}`);
});
