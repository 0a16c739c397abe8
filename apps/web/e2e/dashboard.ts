import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";

const script = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  "../../../scripts/dashboard.mjs",
);

export interface Dashboard {
  readonly port: number;
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** `pnpm dashboard` on `port`, else on a free one, with the database of `home`; builds first where needed. */
export async function startDashboard(home: string, chosenPort?: number): Promise<Dashboard> {
  const port = chosenPort ?? (await freePort());
  const child = spawn(process.execPath, [script, "--port", String(port)], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, GRAFT_HOME: home },
  });
  const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()));
  await isReady(child);
  return {
    port,
    address: `http://localhost:${port}`,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function isReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on("data", (text) => String(text).includes("Dashboard:") && resolve());
    child.on("exit", (status) => reject(new Error(`The dashboard ended with status ${status}.`)));
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
