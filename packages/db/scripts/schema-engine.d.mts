import type {
  MigrationList,
  SchemaContainer,
  SchemaEngine,
  SchemaFilter,
} from "@prisma/schema-engine-wasm/schema_engine_bg";

export const filters: SchemaFilter;
export function schemaContainer(): SchemaContainer;
export function migrationList(migrations: readonly { name: string; sql: string }[]): MigrationList;
export function openSchemaEngine(file: string): Promise<SchemaEngine>;
