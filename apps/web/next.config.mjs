import path from "node:path";

/** @type {import("next").NextConfig} */
const config = {
  // Workspace packages export TypeScript source.
  transpilePackages: ["@graft/core", "@graft/db", "@graft/ui"],
  // A native module, loaded at run time instead of bundled.
  serverExternalPackages: ["@libsql/client", "libsql"],
  turbopack: { root: path.join(import.meta.dirname, "../..") },
  // `tsc -p` is a check of its own; the build does not repeat it.
  typescript: { ignoreBuildErrors: true },
  // Pictures come from the database as they are: Next's own image route stays closed.
  images: { unoptimized: true },
  poweredByHeader: false,
  reactStrictMode: true,
};

// oxlint-disable-next-line import/no-default-export -- Next reads the default export
export default config;
