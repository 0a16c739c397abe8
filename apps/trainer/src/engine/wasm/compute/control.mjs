// What the threads share besides the heap: one Int32Array, each place with one meaning.

/** Counts the jobs; a thread that sees it change has work. */
export const GENERATION = 0;
/** Which export of the kernels, as a position in their sorted names. */
export const KERNEL = 1;
/** Address of the job's argument record. */
export const RECORD = 2;
/** Chunks of the job, and the next one that nobody has taken. */
export const CHUNKS = 3;
export const NEXT = 4;
/** Threads that have not finished the job. */
export const BUSY = 5;
/** 1 once a thread has failed. */
export const FAILED = 6;
/** Number of places. */
export const SIZE = 16;

/**
 * Works off chunks until none is left. Who takes which does not matter: a chunk's result depends on its
 * number alone.
 */
export function workOff(kernel, control, thread) {
  const record = control[RECORD];
  const chunks = control[CHUNKS];
  let chunk = Atomics.add(control, NEXT, 1);
  while (chunk < chunks) {
    kernel(record, chunk, thread);
    chunk = Atomics.add(control, NEXT, 1);
  }
}
