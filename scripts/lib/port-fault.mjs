import { createServer } from "node:net";

/**
 * Why nothing can be served at `localhost:port`: a program answers there already ("taken"), under IPv4 or IPv6, for
 * either would take the visits that are meant for the other; or this user may not use that port ("forbidden").
 *
 * @returns {Promise<"taken" | "forbidden" | null>} Null if the port is free.
 */
export async function portFault(port) {
  const codes = await Promise.all(["127.0.0.1", "::1"].map((host) => listenError(host, port)));
  if (codes.includes("EADDRINUSE")) return "taken";
  // A machine without IPv6 fails at the second address in its own way.
  return codes[0] === "EACCES" ? "forbidden" : null;
}

/** @returns {Promise<string | null>} The code of what listening fails with. */
function listenError(host, port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", ({ code }) => resolve(code));
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}
