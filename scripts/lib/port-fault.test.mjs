import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { expect, test } from "vitest";
import { portFault } from "./port-fault.mjs";
import { start } from "./testing/clone.mjs";
import { root } from "./workspace.mjs";

test("a port is taken while somebody listens on it, and free afterwards", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  expect(await portFault(port)).toBe("taken");
  server.close();
  await once(server, "close");
  expect(await portFault(port)).toBeNull();
});

const NOBODY = 65_534;

test.skipIf(!isReserved(80))(
  "a port that the system reserves is forbidden to an ordinary user, with what to do",
  async () => {
    // Not by root: setpriv, which comes with Linux's own tools, gives root's rights away.
    const asNobody =
      process.getuid() === 0
        ? ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"]
        : [];
    const script = path.join(root, "scripts/dashboard.mjs");
    const command = [...asNobody, process.execPath, script, "--port", "80"];
    const { said, status } = await start(command, { cwd: root }).ended;
    expect(said).toContain("error: You may not use port 80");
    expect(said).toContain("Choose a port from 1024 on");
    expect(status).toBe(1);
  },
);

/** Whether ordinary users may not listen on it here; some containers allow them every port. */
function isReserved(port) {
  try {
    return port < Number(readFileSync("/proc/sys/net/ipv4/ip_unprivileged_port_start", "utf8"));
  } catch {
    return false;
  }
}
