// `npm run dashboard`: builds the dashboard when its sources changed, then serves it on this machine only.
import "./lib/node-version.mjs";
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { asTyped } from "../packages/core/src/contract/commands.mjs";
import { buildWhenNeeded, nextCli, webRoot } from "./lib/dashboard-build.mjs";
import { portFault } from "./lib/port-fault.mjs";
import { setUp } from "./lib/set-up.mjs";
import { args, fail, requireOptions } from "./lib/way-in.mjs";

const USAGE = `Usage: pnpm dashboard [--port PORT]

  --port PORT  port on 127.0.0.1 (default 3000)

Shows the runs in $GRAFT_HOME/graft.db, by default data/graft.db.
On another machine, open a tunnel to it: ssh -L 3000:127.0.0.1:3000 THIS-MACHINE
`;

let stopping = false;
const port = readPort();
await requireFreePort();
await setUp();
await buildWhenNeeded();
await requireFreePort(); // the build takes a while
serve();

/** @returns {number} */
function readPort() {
  requireOptions(["port"], "pnpm dashboard --port 3001");
  /** @type {{ port?: string, help?: boolean }} */
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: { port: { type: "string", default: "3000" }, help: { type: "boolean", short: "h" } },
    }));
  } catch (error) {
    fail(
      `${error.message.split(". ")[0]}.`,
      "The only option is the port: pnpm dashboard --port 3001",
    );
  }
  if (values.help) {
    process.stdout.write(asTyped(USAGE, process.env));
    process.exit(0);
  }
  const port = Number(values.port);
  if (/^\d+$/.test(values.port) && port >= 1 && port <= 65_535) return port;
  return fail(`"${values.port}" is not a port.`, "Give a number from 1 to 65535, such as 3000.");
}

async function requireFreePort() {
  const fault = await portFault(port);
  if (fault === "taken") {
    fail(
      `Port ${port} is already in use.`,
      `If the dashboard is running, open http://localhost:${port}; otherwise choose another port: pnpm dashboard --port ${port < 65_535 ? port + 1 : 3000}`,
    );
  }
  if (fault === "forbidden") {
    fail(
      `You may not use port ${port}: the system reserves it for its administrator.`,
      "Choose a port from 1024 on: pnpm dashboard --port 3000",
    );
  }
}

function serve() {
  let ready = false;
  const server = spawn(
    process.execPath,
    [nextCli, "start", "-H", "127.0.0.1", "-p", String(port)],
    {
      cwd: webRoot,
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    },
  );
  // Next's own lines name an address of their own; ours is the one to open.
  server.stdout.on("data", (text) => {
    if (String(text).includes("Ready in")) {
      ready = true;
      void announce();
    }
  });
  async function announce() {
    // Next sets itself up, guards included, when it gets its first request: that one is ours.
    await fetch(`http://127.0.0.1:${port}/icon.svg`).catch(() => undefined);
    process.stdout.write(`Dashboard: http://localhost:${port}  (Ctrl-C stops it)\n`);
    // While somebody turns to the browser, the first page is made and the database opened.
    await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      server.kill(signal);
      // Open pages hold their live line, and Next would wait for them.
      setTimeout(() => server.kill("SIGKILL"), 1000).unref();
      stopping = true;
    });
  }
  server.on("exit", (status) => {
    if (stopping) process.exit(0);
    if (!ready) {
      fail(
        `The dashboard did not start (exit status ${status}); the reason is printed above.`,
        "If a package or a module cannot be found, run `npm run setup`.",
      );
    }
    process.exit(status ?? 1);
  });
}
