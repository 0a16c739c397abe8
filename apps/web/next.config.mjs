import path from "node:path";

/** @type {import("next").NextConfig} */
const config = {
  // Workspace packages export TypeScript source; a report is rendered outside of server components, where only a
  // bundled `server-only` knows that this is the server.
  transpilePackages: ["@graft/core", "@graft/db", "@graft/ui", "server-only"],
  // A native module, loaded at run time instead of bundled.
  serverExternalPackages: ["@libsql/client", "libsql"],
  turbopack: {
    root: path.join(import.meta.dirname, "../.."),
    // A report is one file: its styles are text in it.
    rules: {
      "**/features/report/report.css": { loaders: ["./css-text-loader.mjs"], as: "*.js" },
    },
  },
  // `tsc -p` is a check of its own; the build does not repeat it.
  typescript: { ignoreBuildErrors: true },
  // Images come from the database as they are: Next's own image route stays closed.
  images: { unoptimized: true },
  poweredByHeader: false,
  reactStrictMode: true,
};

// oxlint-disable-next-line import/no-default-export -- Next reads the default export
export default config;
