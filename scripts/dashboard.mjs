// `pnpm dashboard`: builds the dashboard when its sources changed, then serves it on this machine only.
import "./lib/node-version.mjs";
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { buildWhenNeeded, nextCli, webRoot } from "./lib/dashboard-build.mjs";
import { isPortTaken } from "./lib/port-taken.mjs";
import { setUp } from "./lib/set-up.mjs";

const USAGE = `Usage: pnpm dashboard [--port PORT]

  --port PORT  port on 127.0.0.1 (default 3000)

Shows the runs in $GRAFT_HOME/graft.db, by default data/graft.db.
`;

let stopping = false;
const port = readPort();
await setUp();
if (await isPortTaken(port)) {
  fail(
    `Port ${port} is already in use.`,
    `If the dashboard is running, open http://localhost:${port}; otherwise choose another port: pnpm dashboard --port ${port + 1}`,
  );
}
if (!(await buildWhenNeeded())) {
  fail(
    "The dashboard could not be built; what went wrong stands above.",
    "GRAFT_DEBUG=1 shows the whole output of the build.",
  );
}
serve();

/** @returns {number} */
function readPort() {
  /** @type {{ port?: string, help?: boolean }} */
  let values;
  try {
    ({ values } = parseArgs({
      options: { port: { type: "string", default: "3000" }, help: { type: "boolean", short: "h" } },
    }));
  } catch (error) {
    fail(`${error.message.split(". ")[0]}.`, "pnpm dashboard --help lists what there is.");
  }
  if (values.help) {
    process.stdout.write(USAGE);
    process.exit(0);
  }
  const port = Number(values.port);
  if (/^\d+$/.test(values.port) && port >= 1 && port <= 65_535) return port;
  return fail(`"${values.port}" is not a port.`, "Give a number from 1 to 65535, such as 3000.");
}

function serve() {
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
      process.stdout.write(`Dashboard: http://localhost:${port}  (Ctrl-C stops it)\n`);
      // While somebody turns to the browser, the first page is made and the database opened.
      fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    }
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      server.kill(signal);
      // Open pages hold their live line, and Next would wait for them.
      setTimeout(() => server.kill("SIGKILL"), 1000).unref();
      stopping = true;
    });
  }
  server.on("exit", (status) => process.exit(stopping ? 0 : (status ?? 1)));
}

/** @returns {never} */
function fail(message, hint) {
  process.stderr.write(`error: ${message}\n  ${hint}\n`);
  process.exit(1);
}
