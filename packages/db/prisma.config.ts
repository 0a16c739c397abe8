import { pathToFileURL } from "node:url";
import { defineConfig } from "prisma/config";
import { dbPath } from "./src/home.ts";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: pathToFileURL(dbPath()).href },
});
