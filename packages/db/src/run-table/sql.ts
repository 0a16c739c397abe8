/** A piece of SQL with the values of its question marks: nothing from outside ever stands in `sql`. */
export interface Sql {
  readonly sql: string;
  readonly args: readonly (string | number)[];
}
