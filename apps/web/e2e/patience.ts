/**
 * How long a test waits for something that must come, in milliseconds: long enough for a machine that has eight
 * times as much to do as it can. Shorter than the limit of a whole test, so that a failure names what never came.
 */
export const PATIENCE = 8 * 60_000;
