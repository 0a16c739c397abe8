import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { portFault } from "./port-fault.mjs";

test("a port is taken while somebody listens on it, and free afterwards", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  expect(await portFault(port)).toBe("taken");
  server.close();
  await once(server, "close");
  expect(await portFault(port)).toBeNull();
});
