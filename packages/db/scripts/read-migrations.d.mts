export const packageRoot: string;
export function readMigrations(): { name: string; sql: string }[];
