/** One step of the schema's history: a folder of prisma/migrations. */
export interface Migration {
  /** `<14 digits>_<name>`; their order is the order of the names. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of migration.sql, in hex, as Prisma notes it. */
  readonly checksum: string;
}
