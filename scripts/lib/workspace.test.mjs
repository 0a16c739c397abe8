import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "./workspace.mjs";

const CHILD = `process.on("SIGTERM", () => { console.log("asked to stop"); process.exit(7); });
setInterval(() => {}, 1000);
console.log("ready");`;

test("a signal goes on to the command that runs, and its end is awaited", async () => {
  const place = path.join(root, "scripts/lib/workspace.mjs");
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
