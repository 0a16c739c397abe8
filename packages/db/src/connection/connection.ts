import { setImmediate as nextTurn } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { Client, InStatement, ResultSet, Transaction } from "@libsql/client";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import Database from "libsql";
import { enter, fileIdentity, leave, seal } from "../seal/seal.ts";
import {
  type Patience,
  retryWhileBusy,
  runStatement,
  type SqlResult,
  toPatience,
} from "./statement.ts";

/** Prisma's libSQL adapter on a connection of ours instead of a client of its own. */
export class ConnectionAdapter extends PrismaLibSql {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    super({ url: "file:unused" });
    this.#connection = connection;
  }

  override createClient(): Client {
    return asClient(this.#connection);
  }
}

/** The part of a libSQL client that the adapter uses. It runs one statement or transaction at a time. */
function asClient(connection: Connection): Client {
  const execute = async (statement: InStatement): Promise<ResultSet> => {
    const { sql, args } = typeof statement === "string" ? { sql: statement, args: [] } : statement;
    const result = await connection.execute(sql, args as unknown[]);
    return result as unknown as ResultSet;
  };
  const client = {
    protocol: "file",
    closed: false,
    execute,
    async executeMultiple(sql: string) {
      connection.executeScript(sql);
    },
    async transaction() {
      await connection.begin();
      return asTransaction(connection, execute);
    },
    close() {
      client.closed = true;
      connection.close();
    },
  };
  return client as unknown as Client;
}

function asTransaction(connection: Connection, execute: Client["execute"]): Transaction {
  const transaction = {
    execute(statement: InStatement) {
      // After a full disk, for one, SQLite has rolled back by itself: what follows would be committed alone.
      if (!connection.inTransaction) throw new Error("The transaction has been rolled back.");
      return execute(statement);
    },
    commit: () => connection.commit(),
    rollback: () => connection.rollback(),
  };
  return transaction as unknown as Transaction;
}

export interface ConnectionOptions {
  /** Refuse every write on this connection. */
  readonly readOnly?: boolean | undefined;
  /** How long to wait for another process that is writing, in milliseconds (15 s); asked again in a wait. */
  readonly patience?: number | (() => number) | undefined;
  /** Called once in a wait of more than two seconds. */
  readonly onWait?: (() => void) | undefined;
  /** The file is on a medium that nobody can write: read it without a log or locks. */
  readonly immutable?: boolean | undefined;
}

/**
 * Settings that SQLite keeps per connection, not in the file. None of these looks at the file, which
 * another process may hold at this moment.
 */
const PRAGMAS = [
  // SQLite's own wait would stop the whole process: `retryWhileBusy` waits instead.
  "PRAGMA busy_timeout = 0",
  "PRAGMA foreign_keys = ON",
];

/** Where a WITH has a word of a write anywhere, it counts as one: at worst a reader waits in vain. */
const READ = /^\s*(?:SELECT|WITH(?!.*\b(?:INSERT|REPLACE|UPDATE|DELETE)\b))\b/is;
/** Asks or sets something of the connection, often not allowed in a transaction. */
const PRAGMA = /^\s*PRAGMA\b/i;

/**
 * One connection to one SQLite file, with the PRAGMAs Graft relies on.
 *
 * @libsql/client gives its connection away to each transaction and opens another one, on which busy
 * timeout and foreign keys are the defaults again. Here a transaction runs on the connection itself,
 * so there is only ever one; the adapter above lets nobody else in until it ends.
 */
export class Connection {
  readonly path: string;
  readonly #identity: string | null;
  readonly #database: Database.Database;
  readonly #readOnly: boolean;
  readonly #patience: Patience;
  #abandoned = false;

  /** @throws The driver's own error where the file cannot be opened. */
  constructor(path: string, options: ConnectionOptions = {}) {
    const { readOnly = false, patience, onWait, immutable = false } = options;
    this.path = path;
    this.#readOnly = readOnly;
    this.#patience = toPatience(patience, onWait);
    this.#database = new Database(immutable ? `${pathToFileURL(path).href}?immutable=1` : path);
    for (const pragma of PRAGMAS) this.#database.exec(pragma);
    if (readOnly) this.#database.exec("PRAGMA query_only = ON");
    this.#identity = fileIdentity(path);
    enter();
  }

  get inTransaction(): boolean {
    return this.#database.open && this.#database.inTransaction;
  }

  /** libsql ends the whole process if a closed database is used. */
  get #live(): Database.Database {
    if (!this.#database.open) throw new Error(`The database ${this.path} is closed.`);
    return this.#database;
  }

  /**
   * Runs one statement. Outside a transaction it gets one of its own, after the wait for other processes.
   *
   * libsql never resets a prepared statement that met a lock: it would stay in progress until it is
   * collected, and every later COMMIT would fail or keep an old snapshot. So each statement runs under a
   * lock that has been taken before, by a statement that is not kept.
   */
  async execute(sql: string, args: readonly unknown[] = []): Promise<SqlResult> {
    if (PRAGMA.test(sql)) return runStatement(this.#live, sql, args);
    return await this.#inTransaction(READ.test(sql) ? "read" : "write", () =>
      runStatement(this.#live, sql, args),
    );
  }

  /** Runs `work` in the transaction that is open, or in one of its own, after the wait for other processes. */
  async #inTransaction<T>(kind: "read" | "write", work: () => T): Promise<T> {
    if (this.inTransaction) return work();
    await (kind === "read" ? this.#beginRead() : this.begin());
    try {
      const result = work();
      await this.commit();
      return result;
    } catch (error) {
      await this.rollback();
      throw error;
    }
  }

  /** Runs one statement that has no arguments and gives no rows; waits as `execute`. */
  async command(sql: string): Promise<void> {
    await retryWhileBusy(() => this.#live.exec(sql), this.#patience);
  }

  /**
   * The objects of the schema, in bytes: type, name and SQL; waits as `execute`. Nothing else of a file may be read
   * before these were checked: libsql ends the process at a name that is not UTF-8.
   */
  async readSchema(): Promise<[type: Buffer, name: Buffer, sql: Buffer][]> {
    return await this.#inTransaction("read", () => {
      const statement = this.#live.prepare(
        `SELECT CAST(type AS BLOB), CAST(name AS BLOB), CAST(sql AS BLOB) FROM sqlite_master
         WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'`,
      );
      statement.raw(true);
      return statement.all() as unknown as [Buffer, Buffer, Buffer][];
    });
  }

  /** Runs a script of several statements, inside the current transaction if there is one; never waits. */
  executeScript(sql: string): void {
    this.#live.exec(sql);
  }

  /**
   * Takes the write lock at once, so that nothing later in the transaction can fail for want of it;
   * a read-only connection takes a snapshot instead.
   *
   * Lets the event loop turn first. SQLite answers within the call, so that a chain of transactions would be
   * one long row of microtasks: no timer fires (heartbeats), no request is answered, and libsql's statements,
   * which go with a finalizer, keep their memory (13 GB after a thousand runs had been written in a row).
   */
  async begin(): Promise<void> {
    await nextTurn();
    if (this.#readOnly) await this.#beginRead();
    else await this.command("BEGIN IMMEDIATE");
  }

  /** BEGIN takes no lock; the first look at the file does, and fixes what the transaction sees. */
  async #beginRead(): Promise<void> {
    await retryWhileBusy(() => {
      this.#live.exec("BEGIN");
      try {
        this.#live.exec("SELECT 1 FROM sqlite_master LIMIT 1");
      } catch (error) {
        this.#live.exec("ROLLBACK");
        throw error;
      }
    }, this.#patience);
  }

  /** Commits, or leaves no transaction open and throws. */
  async commit(): Promise<void> {
    try {
      await this.command("COMMIT");
    } catch (error) {
      await this.rollback();
      throw error;
    }
  }

  /** Ends the transaction, if SQLite has not done so itself after an error. */
  async rollback(): Promise<void> {
    if (this.inTransaction) await this.command("ROLLBACK");
  }

  /** Leaves the file as it is when it is closed: it is not the one that was opened any more. */
  abandon(): void {
    this.#abandoned = true;
  }

  /**
   * Closes the file. The log is written back first, so that graft.db alone is everything: libsql lets go
   * of the file only when its statements are collected, too late for SQLite to do it by itself.
   */
  close(): void {
    if (!this.#database.open) return;
    // Whoever still waits in a transaction is told that the database is closed; its lock must not outlive it.
    if (this.inTransaction) this.#database.exec("ROLLBACK");
    if (!this.#readOnly && !this.#abandoned)
      seal(this.#database, { path: this.path, identity: this.#identity });
    this.#database.close();
    leave();
  }
}
