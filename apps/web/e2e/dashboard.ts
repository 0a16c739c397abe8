import { spawn } from "node:child_process";
import http from "node:http";
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

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** One request with exactly these headers and this path: `fetch` would mend both. */
export function request(
  port: number,
  path: string,
  {
    method = "GET",
    headers = {},
    body = "",
  }: { method?: string; headers?: http.OutgoingHttpHeaders; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = http.request(
      {
        host: "127.0.0.1",
        port,
        path,
        method,
        headers: { host: `localhost:${port}`, ...headers },
        // A connection of its own: one that was kept may have been closed by the server while a test was busy.
        agent: false,
      },
      (response) => {
        const parts: Buffer[] = [];
        const finish = () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts).toString(),
          });
        response.on("data", (part: Buffer) => {
          parts.push(part);
          // A live stream does not end: what it begins with is enough.
          if (response.headers["content-type"]?.startsWith("text/event-stream")) {
            finish();
            sent.destroy();
          }
        });
        response.on("end", finish);
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
