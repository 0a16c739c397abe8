import { createServer } from "node:net";

/**
 * Whether a program already answers at `localhost:port`, under IPv4 or IPv6: either would take the visits
 * that are meant for the other.
 */
export async function isPortTaken(port) {
  const taken = await Promise.all(["127.0.0.1", "::1"].map((host) => isTaken(host, port)));
  return taken.includes(true);
}

function isTaken(host, port) {
  return new Promise((resolve) => {
    const server = createServer();
    // A machine without IPv6 fails otherwise than with an address in use.
    server.once("error", (error) => resolve(error.code === "EADDRINUSE"));
    server.listen(port, host, () => server.close(() => resolve(false)));
  });
}
