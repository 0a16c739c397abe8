import { spawn } from "node:child_process";
import { createServer } from "node:net";
import path from "node:path";

const script = path.resolve(import.meta.dirname, "../../../scripts/dashboard.mjs");

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
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  await new Promise<void>((resolve, reject) => {
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes("Dashboard:")) resolve();
    });
    child.on("error", reject);
    child.on("exit", (status) => reject(new Error(`The dashboard ended with status ${status}.`)));
  });
  return {
    port,
    address: `http://localhost:${port}`,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/**
 * Ports that no system gives to whoever asks for any: what is free stays free until it is used, also while
 * other tests open connections, and while a dashboard starts again on the port it had.
 */
const [FIRST_PORT, LAST_PORT] = [20_000, 32_000];

export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "localhost", () => server.close(() => resolve(true)));
  });
}
