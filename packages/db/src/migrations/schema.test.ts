import { createHash } from "node:crypto";
import path from "node:path";
import { expect, test } from "vitest";
import { readMigrations } from "../../scripts/read-migrations.mjs";
import {
  filters,
  migrationList,
  openSchemaEngine,
  schemaContainer,
} from "../../scripts/schema-engine.mjs";
import { MIGRATIONS } from "../generated/migrations.ts";
import { useTempFolders } from "../testing/processes.ts";
import { migrate } from "./migrate.ts";

const tempFolder = useTempFolders();

test("the generated list is the folder of migrations", () => {
  const onDisk = readMigrations().map(({ name, sql }) => ({
    name,
    sql,
    checksum: createHash("sha256").update(sql).digest("hex"),
  }));
  // Different? Run `node packages/db/scripts/generate.mjs`.
  expect(MIGRATIONS).toEqual(onDisk);
});

test("Prisma's engine finds our database up to date with the migrations and with schema.prisma", async () => {
  const file = path.join(tempFolder(), "graft.db");
  await migrate({ path: file, migrations: MIGRATIONS });
  const engine = await openSchemaEngine(file);
  const migrationsList = migrationList(readMigrations());
  const schema = { files: [schemaContainer()] };

  const history = await engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: true,
    filters,
  });
  expect(history).toEqual({
    editedMigrationNames: [],
    failedMigrationNames: [],
    hasMigrationsTable: true,
    history: null,
  });
  // `prisma migrate dev` would reset a database whose tables are not what its migrations give.
  expect(await engine.devDiagnostic({ migrationsList, filters })).toMatchObject({
    action: { tag: "createMigration" },
  });
  expect(await engine.applyMigrations({ migrationsList, filters })).toEqual({
    appliedMigrationNames: [],
  });
  expect(await engine.evaluateDataLoss({ migrationsList, schema, filters })).toEqual({
    migrationSteps: 0,
    unexecutableSteps: [],
    warnings: [],
  });
  const difference = await engine.diff({
    from: { tag: "migrations", ...migrationsList },
    to: { tag: "schemaDatamodel", ...schema },
    script: false,
    exitCode: true,
    filters,
  });
  expect(difference.exitCode).toBe(0);
});
