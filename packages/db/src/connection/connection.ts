import Database from "libsql";
import { retryWhileBusy } from "./retry-while-busy.ts";
import { runStatement, type SqlResult } from "./statement.ts";

export interface ConnectionOptions {
  /** Refuse every write on this connection. */
  readonly readOnly?: boolean;
  /** How long to wait for another process that is writing, in milliseconds. */
  readonly patience?: number;
}

/** Settings that SQLite keeps per connection, not in the file. */
const PRAGMAS = [
  // The wait inside SQLite blocks the whole process, so it is short; `retryWhileBusy` does the rest.
  "PRAGMA busy_timeout = 20",
  "PRAGMA foreign_keys = ON",
  // In WAL mode a power cut may lose the last commits but never damages the file; a killed process loses nothing.
  "PRAGMA synchronous = NORMAL",
];

/**
 * One connection to one SQLite file, with the PRAGMAs Graft relies on.
 *
 * @libsql/client gives its connection away to each transaction and opens another one, on which busy
 * timeout and foreign keys are the defaults again. Here a transaction runs on the connection itself,
 * so there is only ever one; the adapter above lets nobody else in until it ends.
 */
export class Connection {
  readonly path: string;
  readonly #database: Database.Database;
  readonly #readOnly: boolean;
  readonly #patience: number;

  /** @throws The driver's own error where the file cannot be opened. */
  constructor(path: string, { readOnly = false, patience = 15_000 }: ConnectionOptions = {}) {
    this.path = path;
    this.#readOnly = readOnly;
    this.#patience = patience;
    this.#database = new Database(path);
    for (const pragma of PRAGMAS) this.#database.exec(pragma);
    if (readOnly) this.#database.exec("PRAGMA query_only = ON");
  }

  get inTransaction(): boolean {
    return this.#database.inTransaction;
  }

  /** Runs one statement; waits while another process holds the lock it needs. */
  async execute(sql: string, args: readonly unknown[] = []): Promise<SqlResult> {
    return await retryWhileBusy(() => runStatement(this.#database, sql, args), this.#patience);
  }

  /** Runs a script of several statements, inside the current transaction if there is one; never waits. */
  executeScript(sql: string): void {
    this.#database.exec(sql);
  }

  /**
   * Takes the write lock at once, so that nothing later in the transaction can fail for want of it;
   * a read-only connection takes a snapshot instead.
   */
  async begin(): Promise<void> {
    await this.execute(this.#readOnly ? "BEGIN" : "BEGIN IMMEDIATE");
  }

  /** Commits, or leaves no transaction open and throws. */
  async commit(): Promise<void> {
    try {
      await this.execute("COMMIT");
    } catch (error) {
      await this.rollback();
      throw error;
    }
  }

  /** Ends the transaction, if SQLite has not done so itself after an error. */
  async rollback(): Promise<void> {
    if (this.inTransaction) await this.execute("ROLLBACK");
  }

  close(): void {
    if (this.#database.open) this.#database.close();
  }
}
