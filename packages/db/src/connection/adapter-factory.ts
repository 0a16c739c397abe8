import type { Client, InStatement, ResultSet, Transaction } from "@libsql/client";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import type { Connection } from "./connection.ts";

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
