/** What of a compared run travels to the browser. */
export interface ShownRun {
  readonly id: number;
  readonly name: string;
  readonly method: string;
}
