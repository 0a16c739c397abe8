import "server-only";
import { AppError } from "@graft/core/contract/errors";
import { type Db, databasePath, toStorageError } from "@graft/db";
import { getDb } from "./db.ts";
import { typedError } from "./typed.ts";

export type Loaded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: AppError };

/** Reads for a page. An expected failure is given back to be shown; anything else is thrown. */
export async function load<T>(read: (db: Db) => Promise<T>): Promise<Loaded<T>> {
  try {
    const db = await getDb();
    try {
      return { ok: true, value: await read(db) };
    } catch (error) {
      throw toStorageError(error, databasePath(db));
    }
  } catch (error) {
    if (error instanceof AppError) return { ok: false, error: typedError(error) };
    throw error;
  }
}
